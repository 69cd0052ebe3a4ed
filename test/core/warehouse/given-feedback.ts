import { sql } from 'kysely';
import type { Part } from '../../../core/plugin/measure.ts';
import { markDirtyDays } from '../../../core/warehouse/dirty-days.ts';
import type { KpiDefinition } from '../../../core/warehouse/kpi-definition.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';

/** The pipeline and zone of every suite that does not say otherwise. */
export const pipeline = 'monthly';
export const timezone = 'Europe/Paris';

/** A feedback as a suite writes it down; what is left out is absent. */
export interface Given {
  readonly id: string;
  /** Any form that PostgreSQL reads, with its offset. */
  readonly at?: string;
  readonly customer?: string;
  readonly channel?: string;
  readonly touchpoint?: string;
  readonly language?: string;
  readonly comment?: string;
  readonly answers?: Readonly<Record<string, number | null>>;
  readonly texts?: Readonly<Record<string, string | null>>;
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface GivenStream {
  readonly pipeline?: string;
  readonly source?: string;
  readonly name?: string;
  /** Text questions with what their wording suggests. */
  readonly priors?: Readonly<Record<string, 'negative' | 'positive' | null>>;
}

/** Makes a stream and gives its number. */
export async function givenStream(wh: Warehouse, stream: GivenStream = {}): Promise<number> {
  const { id } = await wh.db
    .insertInto('stream')
    .values({
      pipeline: stream.pipeline ?? pipeline,
      source: stream.source ?? 'surveys',
      name: stream.name ?? 'responses',
      feeds: 'feedback',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const [question, prior] of Object.entries(stream.priors ?? {})) {
    const text = { kind: 'text' as const, scale_min: null, scale_max: null, wording: null, prior };
    await wh.db
      .insertInto('question')
      .values({ stream_id: id, id: question, ...text })
      .execute();
  }
  return id;
}

/** Writes feedback, new or over what was there, and marks the days before and after, as a load does. */
export async function givenFeedback(
  wh: Warehouse,
  stream: number,
  rows: readonly Given[],
  zone = timezone,
): Promise<void> {
  await wh.transaction(async trx => {
    for (const row of rows) {
      const days = await sql<{ day: string }>`
        with before as (
          select occurred_at from feedback where stream_id = ${stream} and external_id = ${row.id}
        ),
        put as (
          insert into feedback (stream_id, external_id, occurred_at, customer_key, channel, touchpoint, language, comment,
            answers, texts, attributes, content_hash, first_run, last_run)
          values (${stream}, ${row.id}, ${row.at ?? '2026-10-15T10:00:00Z'}::timestamptz,
            ${row.customer === undefined ? null : Buffer.from(wh.hashCustomer(row.customer), 'latin1')}::bytea, ${row.channel ?? null},
            ${row.touchpoint ?? null}, ${row.language ?? null}, ${row.comment ?? null},
            ${JSON.stringify(row.answers ?? {})}::jsonb, ${JSON.stringify(row.texts ?? {})}::jsonb,
            ${JSON.stringify(row.attributes ?? {})}::jsonb, '', 1, 1)
          on conflict (stream_id, external_id) do update set occurred_at = excluded.occurred_at,
            channel = excluded.channel, touchpoint = excluded.touchpoint, language = excluded.language,
            comment = excluded.comment, answers = excluded.answers, texts = excluded.texts,
            attributes = excluded.attributes
          returning occurred_at
        )
        select (occurred_at at time zone ${zone}::text)::date as day
        from (select * from before union all select * from put) as touched`.execute(trx);
      await markDirtyDays(
        trx,
        await pipelineOf(trx, stream),
        days.rows.map(({ day }) => day),
      );
    }
  });
}

/** Removes feedback with what hangs on it, and marks its day, as a full refresh does. */
export async function removeFeedback(wh: Warehouse, stream: number, id: string, zone = timezone): Promise<void> {
  await wh.transaction(async trx => {
    const key = sql`stream_id = ${stream} and external_id = ${id}`;
    await sql`delete from annotation where ${key}`.execute(trx);
    await sql`delete from segment_membership where ${key}`.execute(trx);
    const gone = await sql<{ day: string }>`
      delete from feedback where ${key} returning (occurred_at at time zone ${zone}::text)::date as day`.execute(trx);
    await markDirtyDays(
      trx,
      await pipelineOf(trx, stream),
      gone.rows.map(({ day }) => day),
    );
  });
}

async function pipelineOf(trx: Pick<Warehouse, 'db'>['db'], stream: number): Promise<string> {
  const found = await trx.selectFrom('stream').select('pipeline').where('id', '=', stream).executeTakeFirstOrThrow();
  return found.pipeline;
}

interface KpiShape {
  readonly by?: readonly string[];
  readonly on?: string;
  readonly id?: string;
  readonly parts?: Readonly<Record<string, Part>>;
  readonly digest?: string;
}

/** A KPI over answers: by default the parts of a Net Promoter Score. */
export function answerKpi({
  by = [],
  on = 'nps',
  id = 'kpi.nps',
  parts = npsParts,
  digest = 'd1',
}: KpiShape = {}): KpiDefinition {
  return definition('nps', 'answer', { by, on, id, parts, digest });
}

/** A KPI over annotations: n, labels, and the sum of scores. */
export function annotationKpi({
  by = [],
  on = 'comment',
  id = 'kpi.tone',
  parts = toneParts,
  digest = 'd1',
}: KpiShape = {}): KpiDefinition {
  return definition('net-sentiment', 'annotation', { by, on, id, parts, digest });
}

/** A KPI over feedback as such: n and those with a comment. */
export function volumeKpi({
  by = [],
  on = '',
  id = 'kpi.volume',
  parts = volumeParts,
  digest = 'd1',
}: KpiShape = {}): KpiDefinition {
  return definition('volume', 'feedback', { by, on, id, parts, digest });
}

function definition(use: string, subject: KpiDefinition['subject'], shape: Required<KpiShape>): KpiDefinition {
  const { id, on, by, parts, digest } = shape;
  return {
    use: { id, use, version: '1.0.0', options: {}, on, by, minN: 30 },
    subject,
    parts,
    digest,
    version: '1.0.0',
  };
}

const npsParts: Readonly<Record<string, Part>> = {
  n: { of: 'count' },
  promoters: { of: 'count', when: { value: { gte: 9 } } },
  detractors: { of: 'count', when: { value: { lt: 7 } } },
  sum: { of: 'sum' },
  squares: { of: 'sum-of-squares' },
};

const toneParts: Readonly<Record<string, Part>> = {
  n: { of: 'count' },
  positive: { of: 'count', when: { label: { eq: 'positive' } } },
  negative: { of: 'count', when: { label: { eq: 'negative' } } },
  score: { of: 'sum' },
};

const volumeParts: Readonly<Record<string, Part>> = {
  n: { of: 'count' },
  commented: { of: 'count', when: { commented: { eq: 1 } } },
};

let runs = 0;

/** A run for steps to belong to. */
export interface GivenRun {
  readonly seq: number;
  readonly id: string;
}

/** Makes a run that is at work. */
export async function givenRun(wh: Warehouse): Promise<GivenRun> {
  runs += 1;
  const id = `run-${runs}`;
  const instant = '2026-11-01T00:00:00Z';
  const { seq } = await wh.db
    .insertInto('run')
    .values({
      ...{ id, pipeline, client: null, engine: 'in-process', status: 'running', plan_digest: '', plan: '{}' },
      ...{ window_from: instant, window_to: instant, as_of: instant, started_at: instant, ended_at: null },
    })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return { seq, id };
}
