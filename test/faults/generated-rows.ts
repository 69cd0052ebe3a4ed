import type { Reject } from '../../core/model/feedback.ts';
import type { Batch } from '../core/warehouse/load-fixture.ts';
import { feedback } from '../core/warehouse/load-fixture.ts';

/** Records of one batch. */
const batchSize = 60;

/** What stands at a place of the generated source; the same on every read. Every 7th key comes again later, changed; every 31st record is bad. */
function recordAt(place: number): { id: string; comment: string } | null {
  if (place % 31 === 30) return null;
  const again = place % 7 === 6 && place > 200;
  const id = again ? `k${place - 200 + (place % 3)}` : `k${place}`;
  return { id, comment: `${id} as of ${place}` };
}

/** Batch number `index`, from 0. Every third batch has no checkpoint. */
export function generatedBatch(index: number): Batch {
  const records: Batch['records'][number][] = [];
  const rejects: Reject[] = [];
  for (let place = index * batchSize; place < (index + 1) * batchSize; place += 1) {
    const record = recordAt(place);
    const origin = { file: 'generated', record: place + 1 };
    if (record === null) rejects.push({ code: 'VB2202', reason: 'bad on purpose', origin, raw: `bad ${place}` });
    else records.push({ feedback: feedback(record.id, { comment: record.comment }), origin });
  }
  return { records, rejects, filtered: 0, state: index % 3 === 1 ? null : { next: index + 1 } };
}

/** What must be in the store after `batches` batches, from a plain map, and how it must have been counted. */
export function expectedAfter(batches: number) {
  const rows = new Map<string, string>();
  const bad: string[] = [];
  for (let place = 0; place < batches * batchSize; place += 1) {
    const record = recordAt(place);
    if (record === null) bad.push(`bad ${place}`);
    else rows.set(record.id, record.comment);
  }
  const read = batches * batchSize;
  const written = rows.size;
  return {
    rows: Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1))),
    bad: bad.sort(),
    counts: {
      read,
      written,
      unchanged: 0,
      rejected: bad.length,
      deduplicated: read - written - bad.length,
      filtered: 0,
    },
  };
}
