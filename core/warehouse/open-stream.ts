import { sql, type Transaction } from 'kysely';
import type { ConnectorNode } from '../plan/plan.ts';
import { type BookmarkHold, takeBookmark } from './bookmark.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/** A stream that this attempt may write. */
export interface HeldStream {
  readonly streamId: number;
  readonly hold: BookmarkHold;
  /** True when the stream has no feedback yet. */
  readonly empty: boolean;
}

interface StreamOptions {
  readonly run: { readonly seq: number };
  readonly node: ConnectorNode;
  readonly pipeline: string;
  readonly fullRefresh: boolean;
  readonly stateVersion: number;
}

/** Registers the stream and its questions, takes the fence, and forgets what an earlier attempt did not secure by a checkpoint. */
export function holdStream(wh: Warehouse, options: StreamOptions): Promise<HeldStream> {
  const { node, pipeline, run } = options;
  const key = `stream:${pipeline}/${node.source}/${node.stream}`;
  return wh.transaction(async trx => {
    const hold = await takeBookmark(trx, key, run.seq, options.stateVersion, !options.fullRefresh);
    const streamId = await registerStream(trx, pipeline, node);
    await registerQuestions(trx, streamId, node);
    await trx
      .deleteFrom('run_batch')
      .where('run_seq', '=', run.seq)
      .where('node', '=', node.id)
      .where('number', '>', hold.batches)
      .execute();
    if (hold.batches === 0) await trx.deleteFrom('seen_key').where('stream_id', '=', streamId).execute();
    const { rows } = await sql<{ empty: boolean }>`
      select not exists (select from feedback where stream_id = ${streamId}::int) as empty`.execute(trx);
    return { streamId, hold, empty: rows[0]!.empty };
  });
}

async function registerStream(trx: Transaction<Tables>, pipeline: string, node: ConnectorNode): Promise<number> {
  const name = { pipeline, source: node.source, name: node.stream };
  await trx
    .insertInto('stream')
    .values({ ...name, feeds: 'feedback' })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  const { id } = await trx
    .selectFrom('stream')
    .select('id')
    .where(({ eb, and }) =>
      and(Object.entries(name).map(([column, value]) => eb(column as keyof typeof name, '=', value))),
    )
    .executeTakeFirstOrThrow();
  return id;
}

/** Questions that the pipeline no longer maps stay: the answers that were given to them do too. */
async function registerQuestions(trx: Transaction<Tables>, streamId: number, node: ConnectorNode): Promise<void> {
  for (const { id, kind, scale, wording, prior } of node.map.questions) {
    const values = { kind, scale_min: scale?.[0] ?? null, scale_max: scale?.[1] ?? null, wording, prior };
    await trx
      .insertInto('question')
      .values({ stream_id: streamId, id, ...values })
      .onConflict(conflict => conflict.columns(['stream_id', 'id']).doUpdateSet(values))
      .execute();
  }
}
