import { hash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { canonicalJson } from '../model/digest.ts';
import type { Feedback, Reject } from '../model/feedback.ts';
import { cleanText } from './clean-text.ts';
import type { Tables } from './tables.ts';

/** Bytes of a rejected record that are kept. */
const rawBytes = 10_000;

/** Entries of one statement: at 10 kB each, 10 MB at most. */
const perStatement = 1_000;

/**
 * Puts rejected records into the quarantine. The same bad record, read again, is the same entry: by a later run it
 * counts one more attempt, by the same run it does not.
 */
export async function quarantine(
  trx: Transaction<Tables>,
  streamId: number,
  runSeq: number,
  rejects: readonly Reject[],
): Promise<void> {
  const entries = new Map(rejects.map(reject => [fingerprintOf(reject), reject]));
  // In order of fingerprints, so that two writers cannot block each other in a circle.
  const ordered = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  for (let from = 0; from < ordered.length; from += perStatement) {
    const rows = ordered.slice(from, from + perStatement).map(([fingerprint, reject]) => ({
      fingerprint,
      origin: reject.origin,
      code: reject.code,
      reason: cleanText(reject.reason),
      raw: capped(cleanText(reject.raw)),
    }));
    await sql`
      insert into quarantine (stream_id, first_run, last_run, origin, code, reason, raw, fingerprint, attempts)
      select ${streamId}::int, ${runSeq}::int, ${runSeq}::int, origin, code, reason, raw, decode(fingerprint, 'hex'), 1
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as entry (origin jsonb, code text, reason text, raw text, fingerprint text)
      on conflict (stream_id, fingerprint) do update set
        attempts = quarantine.attempts + case when quarantine.last_run = excluded.last_run then 0 else 1 end,
        last_run = excluded.last_run, origin = excluded.origin, reason = excluded.reason, raw = excluded.raw,
        resolved_run = null
    `.execute(trx);
  }
}

/**
 * Marks entries that a complete read did not meet again: the source has mended or dropped them.
 *
 * @returns how many
 */
export async function resolveUnseen(trx: Transaction<Tables>, streamId: number, runSeq: number): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('quarantine')
    .set({ resolved_run: runSeq })
    .where('stream_id', '=', streamId)
    .where('resolved_run', 'is', null)
    .where('last_run', '<>', runSeq)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** A record that was mapped and then refused, without its texts and its customer: nothing unredacted is kept. */
export function rawOf(feedback: Feedback): string {
  const { customer: _customer, comment: _comment, texts: _texts, ...rest } = feedback;
  return canonicalJson(rest);
}

function fingerprintOf({ code, raw, whole = raw }: Reject): string {
  return hash('sha256', `${code}\n${whole}`, 'hex').slice(0, 32);
}

function capped(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= rawBytes) return text;
  // A character cut in half would become U+FFFD: step back to where one begins.
  let end = rawBytes;
  while ((bytes[end]! & 0b1100_0000) === 0b1000_0000) end -= 1;
  return bytes.toString('utf8', 0, end);
}
