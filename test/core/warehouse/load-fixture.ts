import type { Feedback, Origin, Reject } from '../../../core/model/feedback.ts';
import type { ConnectorNode, Plan } from '../../../core/plan/plan.ts';
import type { Counts } from '../../../core/plan/result.ts';
import type { BatchEnd, StreamOptions } from '../../../core/warehouse/batch.ts';
import { openStream, type StreamWriter } from '../../../core/warehouse/load.ts';
import { endRun } from '../../../core/warehouse/runs.ts';
import { type RunHandle, startRun } from '../../../core/warehouse/start-run.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';

const constant = { from: null, value: null, values: null };

/** A connector node that maps one score and one text. */
export const testNode: ConnectorNode = {
  id: 'read.surveys',
  needs: [],
  retry: 'io',
  kind: 'connector',
  use: 'csv',
  version: '1.0.0',
  options: {},
  source: 'surveys',
  stream: 'answers',
  mode: 'incremental',
  key: ['id'],
  cursor: null,
  where: null,
  map: {
    at: constant,
    customer: null,
    comment: null,
    channel: null,
    touchpoint: null,
    language: null,
    questions: [
      { id: 'nps', kind: 'score', source: constant, scale: [0, 10], wording: 'Would you recommend us?', prior: null },
      { id: 'better', kind: 'text', source: constant, scale: null, wording: null, prior: 'negative' },
    ],
    attributes: {},
  },
  cells: { decimal: '.', date: 'iso' },
  enrich: [],
  quarantine: { rows: null, rate: null, floor: 0 },
  minRows: 0,
};

/** A plan of October 2026 without nodes; whoever needs more of it says so. */
export function testPlan(changes: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    drive: 1,
    project: 'test',
    pipeline: 'monthly',
    title: null,
    client: null,
    clientName: null,
    locale: 'fr',
    timezone: 'Europe/Paris',
    window: { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' },
    asOf: '2026-11-02T07:00:00.000Z',
    fullRefresh: false,
    width: 2,
    nodes: [],
    digest: 'a'.repeat(64),
    ...changes,
  } as Plan;
}

/** A feedback with every field filled. */
export function feedback(externalId: string, changes: Partial<Feedback> = {}): Feedback {
  return {
    externalId,
    occurredAt: '2026-10-15T10:00:00.000Z',
    customer: `customer-${externalId}`,
    channel: 'web',
    touchpoint: 'delivery',
    language: 'fr',
    comment: `comment of ${externalId}`,
    answers: { nps: 9, csat: null },
    texts: { better: null },
    attributes: { region: 'Nord', employees: 12, vip: true, note: null },
    ...changes,
  };
}

/** A batch as a source gives it. */
export interface Batch extends BatchEnd {
  readonly records: readonly { readonly feedback: Feedback; readonly origin: Origin }[];
}

export function batch(feedbacks: readonly Feedback[], changes: Partial<Batch> = {}): Batch {
  return {
    records: feedbacks.map((one, index) => ({ feedback: one, origin: { file: 'a.csv', line: index + 2 } })),
    rejects: [],
    filtered: 0,
    state: null,
    ...changes,
  };
}

export function options(run: RunHandle, changes: Partial<StreamOptions> = {}): StreamOptions {
  return { run, node: testNode, pipeline: 'monthly', timezone: 'Europe/Paris', fullRefresh: false, ...changes };
}

/** One run over the stream from its beginning to its end. */
export async function load(
  wh: Warehouse,
  batches: readonly Batch[],
  changes: Partial<StreamOptions> = {},
): Promise<Counts> {
  const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
  try {
    const writer = await openStream(wh, options(run, changes));
    return await writeAll(writer, batches);
  } finally {
    await endRun(wh, run, 'succeeded');
  }
}

/** Adds the records of a batch and writes it. */
export function write(writer: StreamWriter, { records, ...end }: Batch): Promise<Counts> {
  for (const { feedback: one, origin } of records) writer.add(one, origin);
  return writer.write(end);
}

export async function writeAll(writer: StreamWriter, batches: readonly Batch[]): Promise<Counts> {
  for (const one of batches) await write(writer, one);
  return await writer.finish();
}

/** Keys and comments in the store, in key order. */
export async function stored(wh: Warehouse): Promise<Record<string, string | null>> {
  const rows = await wh.db.selectFrom('feedback').select(['external_id', 'comment']).orderBy('external_id').execute();
  return Object.fromEntries(rows.map(row => [row.external_id, row.comment]));
}

/** A record that was refused for its score. */
export const reject = (raw: string, line: number): Reject => ({
  code: 'VB2202',
  reason: 'outside 0 to 10',
  origin: { file: 'a.csv', line },
  raw,
});

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
