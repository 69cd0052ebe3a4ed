import { sql, type Transaction } from 'kysely';
import type { EncodedBatch } from './encode-batch.ts';
import { probeByIndex } from './probe-by-index.ts';
import type { Tables } from './tables.ts';

/** What the store holds for a row that is not simply unchanged. */
export interface KnownRow {
  /** Line of the batch. */
  readonly row: number;
  readonly found: 'new' | 'changed' | 'same';
  /** Milliseconds; `null` for a new row. */
  readonly occurredAt: number | null;
  /** True when this same run wrote what is there. */
  readonly ofThisRun: boolean;
}

/**
 * Compares rows with the store by key and content hash. Only the exceptions come back: a row that is there with the
 * same content, written by an earlier run, is left out.
 *
 * @param rows - lines of the batch, each key once
 */
export async function lookUp(
  trx: Transaction<Tables>,
  encoded: EncodedBatch,
  rows: readonly number[],
  streamId: number,
  runSeq: number,
): Promise<readonly KnownRow[]> {
  const ids = rows.map(row => encoded.externalIds[row]!);
  const hashes = Buffer.concat(rows.map(encoded.hashOf));
  await probeByIndex(trx);
  const answer = await sql<{ place: number; found: KnownRow['found']; at: number | null; mine: boolean }>`
    select given.place,
      case when f.external_id is null then 'new' when f.content_hash = given.hash then 'same' else 'changed' end as found,
      extract(epoch from f.occurred_at)::float8 * 1000 as at,
      coalesce(f.last_run = ${runSeq}::int, false) as mine
    from (
      select id, place, substr(${hashes}::bytea, (place::int - 1) * 16 + 1, 16) as hash
      from unnest(${ids}::text[]) with ordinality as key (id, place)
    ) as given
    left join feedback as f on f.stream_id = ${streamId}::int and f.external_id = given.id collate "C"
    where f.external_id is null or f.content_hash <> given.hash or f.last_run = ${runSeq}::int`.execute(trx);
  return answer.rows.map(({ place, found, at, mine }) => ({
    row: rows[place - 1]!,
    found,
    occurredAt: at,
    ofThisRun: mine,
  }));
}
