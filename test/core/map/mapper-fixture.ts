import { createMapper, type MapperInput } from '../../../core/map/mapper.ts';
import type { Feedback, Reject } from '../../../core/model/feedback.ts';
import type { FieldSource, QuestionPlan } from '../../../core/plan/plan.ts';
import type { Cellular } from '../../../core/plugin/connector.ts';

/** A value of a column, of a table where there is one. */
export const from = (column: string, values: FieldSource['values'] = null): FieldSource => ({
  from: column,
  value: null,
  values,
});
const constant = (value: string): FieldSource => ({ from: null, value, values: null });

/** A question with a score. */
export const score = (id: string, source: FieldSource, scale: [number, number] | null): QuestionPlan => ({
  id,
  kind: 'score',
  source,
  scale,
  wording: null,
  prior: null,
});

export const columns = ['id', 'le', 'note', 'client', 'canal', 'avis', 'langue', 'magasin', 'mieux', 'enseigne'];

/** A source with every field of a feedback mapped. */
export const plain: MapperInput = {
  map: {
    at: from('le'),
    customer: from('client'),
    comment: from('avis'),
    channel: from('canal', { tel: 'phone', mag: 'store', '?': '' }),
    touchpoint: constant('after purchase'),
    language: from('langue'),
    questions: [
      score('csat', from('note'), [1, 5]),
      {
        id: 'better',
        kind: 'text',
        source: from('mieux'),
        scale: null,
        wording: 'What could we do better?',
        prior: 'negative',
      },
    ],
    attributes: { store: 'magasin' },
  },
  key: ['id'],
  where: null,
  cells: { decimal: ',', date: 'dd/MM/yyyy' },
  timezone: 'Europe/Paris',
  columns,
  file: 'inbox/a.csv',
};

/** A record of it in which nothing is wrong. */
export const good: Readonly<Record<string, Cellular>> = {
  id: 'r-1',
  le: '01/10/2026',
  note: '4,0',
  client: ' c-7 ',
  canal: 'tel',
  avis: '  Bien,\nmais cher ',
  langue: 'fr-FR',
  magasin: 'Nord',
  mieux: '',
  enseigne: 'Lumiere',
};
export const origin = { file: 'inbox/a.csv', line: 17 };

/** The record with other cells, mapped by the source with another map. */
export function map(changed: Readonly<Record<string, Cellular>> = {}, input: Partial<MapperInput> = {}) {
  const cells = { ...good, ...changed };
  return createMapper({ ...plain, ...input })(
    columns.map(column => cells[column] ?? null),
    origin,
  );
}
export const feedback = (...given: Parameters<typeof map>): Feedback => map(...given) as Feedback;
export const reject = (...given: Parameters<typeof map>): Reject => map(...given) as Reject;
