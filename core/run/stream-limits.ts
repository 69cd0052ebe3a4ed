import { VerbatimError } from '../errors.ts';
import type { ConnectorNode } from '../plan/plan.ts';
import type { Counts } from '../plan/result.ts';

/** A rejection rate is judged from this many records on, so that one bad row at the head of a file stops nothing. */
const rateFrom = 1_000;

type Limited = Pick<ConnectorNode, 'id' | 'quarantine' | 'minRows'>;

/** @throws VB2301 when a stream, part of which is read, has more rejected rows than `quarantine.stop_after` allows */
export function judgeSoFar(node: Limited, read: number, rejected: number): void {
  judgeRejects(node, read, rejected, read >= rateFrom);
}

/**
 * Judges a stream that was read to its end.
 *
 * @throws VB2301 when all of its rows were rejected, or more than `quarantine.stop_after` allows; VB2302 when it has
 * fewer rows than its `min_rows`
 */
export function judgeWhole(node: Limited, { read, rejected, filtered }: Counts): void {
  if (read > 0 && rejected === read) {
    const all = read === 1 ? 'the only row was' : `all ${read} rows were`;
    throw new VerbatimError('VB2301', `${node.id}: ${all} rejected`, {
      hint: 'see why with "verbatim quarantine list"; a setting of the source that fits none of its rows is the usual cause',
    });
  }
  judgeRejects(node, read, rejected, true);
  if (read >= node.minRows) return;
  const others = filtered > 0 ? ` ("where" left out ${filtered})` : '';
  throw new VerbatimError(
    'VB2302',
    `${node.id}: ${read} ${read === 1 ? 'row was' : 'rows were'} read${others}, at least ${node.minRows} are expected`,
    { hint: 'look whether the export is complete; the limit is min_rows of the stream' },
  );
}

function judgeRejects({ id, quarantine }: Limited, read: number, rejected: number, byRate: boolean): void {
  const { rows, rate, floor } = quarantine;
  const overRows = rows !== null && rejected > rows;
  const overRate = byRate && rate !== null && rejected > floor && rejected > rate * read;
  if (!overRows && !overRate) return;
  const limit = overRows ? `${rows} rows` : `${Math.round(rate! * 1000) / 10} %`;
  throw new VerbatimError(
    'VB2301',
    `${id}: ${rejected} of ${read} rows were rejected, more than the limit of ${limit}`,
    {
      hint: 'see why with "verbatim quarantine list"; the limit is quarantine.stop_after',
    },
  );
}
