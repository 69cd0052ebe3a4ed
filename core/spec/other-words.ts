type Words = Readonly<Record<string, string>>;

/** What other tools call the keys of a use of a plugin. */
const use: Words = { type: 'use', plugin: 'use', uses: 'use', options: 'with', config: 'with', params: 'with' };

/** What other tools call a column. */
const column: Words = { column: 'from', col: 'from', field: 'from', source: 'from', name: 'from' };

/**
 * Words that people bring from other tools, in lower case → the words of the pipeline language that they mean, by the
 * place where they are written; for hints, as `.meta({ meantBy })`.
 */
export const otherWords = {
  pipeline: {
    ...{ id: 'pipeline', name: 'title', tz: 'timezone', time_zone: 'timezone', language: 'locale' },
    ...{ metrics: 'kpis', variables: 'vars', cron: 'schedule' },
  },
  source: { ...use, connector: 'use', stream: 'streams' },
  stream: {
    ...{ primary_key: 'key', primarykey: 'key', unique_key: 'key', id: 'key', pk: 'key', keys: 'key' },
    ...{
      mapping: 'map',
      fields: 'map',
      filter: 'where',
      sync_mode: 'mode',
      cursor_field: 'cursor',
      minimum_rows: 'min_rows',
    },
  },
  mode: { upsert: 'incremental', merge: 'incremental', delta: 'incremental', overwrite: 'full', replace: 'full' },
  feeds: { survey: 'feedback', surveys: 'feedback', review: 'feedback', reviews: 'feedback', ticket: 'interaction' },
  map: {
    ...{ date: 'at', timestamp: 'at', occurred_at: 'at', answered_at: 'at', created_at: 'at', time: 'at' },
    ...{ text: 'comment', verbatim: 'comment', customer_id: 'customer', lang: 'language' },
    ...{ questions: 'answers', scores: 'answers' },
  },
  column,
  question: { ...column, range: 'scale', question: 'text', wording: 'text' },
  step: { ...use, name: 'id', depends_on: 'needs', after: 'needs', requires: 'needs' },
  kpi: {
    ...{ ...use, kpi: 'use', name: 'use', id: 'use', metric: 'use', question: 'on' },
    ...{ dimensions: 'by', group_by: 'by' },
  },
  report: {
    ...{ template: 'use', type: 'use', name: 'use', lang: 'languages', period: 'window', month: 'window' },
    ...{ sinks: 'deliver', output: 'deliver' },
  },
  language: {
    ...{ french: 'fr', français: 'fr', francais: 'fr', 'fr-fr': 'fr', fr_fr: 'fr' },
    ...{ english: 'en', anglais: 'en', 'en-gb': 'en', 'en-us': 'en', en_gb: 'en', en_us: 'en' },
  },
} as const satisfies Readonly<Record<string, Words>>;
