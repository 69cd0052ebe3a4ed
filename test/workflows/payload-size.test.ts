import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import { VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { type NodeResult, noCounts } from '../../core/plan/result.ts';
import type { BackfillEntry, FinaliseInput, NodeEnd, PipelineRunInput } from '../../workflows/contract.ts';
import { createProgressLog, pieceOf } from '../../workflows/definitions/progress-log.ts';
import { failedRunText, toApplicationFailure } from '../../workflows/failures.ts';
import { boundedResult } from '../../workflows/worker/bounded-result.ts';
import { planWith } from '../core/run/scene.ts';

/** A server refuses a payload above it (https://docs.temporal.io/cloud/limits, "blob size limit error"). */
const refusedAbove = 2 * 1024 * 1024;
/** Of an attempt's failure a server keeps no more while it waits for the next one (its `limit.mutableStateActivityFailureSize.error`). */
const failureCutAbove = 4 * 1024;
/** What a query of a run answers at most, by our own contract. */
const answerAbove = 32 * 1024;
/** The limits of a plan: `core/plan/compile.ts`. */
const [mostNodes, mostPlanBytes] = [200, 64 * 1024];

const bytesOf = (value: unknown): number => defaultPayloadConverter.toPayload(value)!.data!.length;

/** A plan as large as one may be. */
function largestPlan(): Plan {
  const plan = planWith();
  const kpis = plan.nodes.find(node => node.kind === 'kpi')!;
  const nodes = Array.from({ length: mostNodes }, (_, index) => ({ ...kpis, id: `kpis-${index}`, needs: [] }));
  const filled = (id: string): Plan => ({ ...plan, title: id, nodes });
  return filled('x'.repeat(mostPlanBytes - JSON.stringify(filled('')).length));
}

/** A result with more and longer notes than any source should cause; three bytes a character. */
const wordy: NodeResult = {
  ...{ counts: noCounts, ms: 1, reports: [] },
  parts: [{ id: 'p'.repeat(60), use: 'u'.repeat(60), kind: 'enrichment', counts: noCounts, ms: 1 }],
  notes: Array.from({ length: 20 }, () => '語'.repeat(2_000)),
};

const endsOf = (plan: Plan, end: Omit<NodeEnd, 'node'>): NodeEnd[] =>
  plan.nodes.map(node => ({ ...end, node: node.id }));

test('a plan of 200 steps and 64 KB starts a run in one payload', () => {
  const plan = largestPlan();
  expect(bytesOf(plan)).toBe(mostPlanBytes);
  const done = Object.fromEntries(plan.nodes.map(node => [node.id, boundedResult(wordy)]));
  const input: PipelineRunInput = { run: 'r', plan, done, shards: 4, holdMs: 0 };
  expect(bytesOf(input)).toBeLessThan(refusedAbove);
});

test('the ends of 200 steps with as many notes as may be cross in one payload; uncut they would not', () => {
  const plan = largestPlan();
  const finalise = (result: NodeResult): FinaliseInput => ({
    ...{ run: 'r', pipeline: plan.pipeline, client: null, status: 'succeeded' },
    nodes: endsOf(plan, { status: 'succeeded', attempts: 1, result, failure: null }),
  });
  expect(bytesOf(finalise(boundedResult(wordy)))).toBeLessThan(refusedAbove);
  expect(bytesOf(finalise(wordy))).toBeGreaterThan(refusedAbove);
});

test.each([
  ['of three bytes a character', '語'],
  ['of characters that JSON escapes', '\u0001'],
])('200 failures with endless texts %s cross in one payload, and so does the failure of their run', (_name, sign) => {
  const endless = sign.repeat(1_000_000);
  const error = new VerbatimError('VB3003', endless, { hint: endless, at: { file: endless, line: 1, column: 1 } });
  const { failure } = toApplicationFailure(error, 1).details![0] as { failure: NodeEnd['failure'] };
  const nodes = endsOf(largestPlan(), { status: 'failed', attempts: 8, result: null, failure });
  expect(bytesOf({ run: 'r', pipeline: 'p', client: null, status: 'failed', nodes })).toBeLessThan(refusedAbove);
  // Its stack says the message once more.
  expect(2 * bytesOf(failedRunText(nodes))).toBeLessThan(failureCutAbove);
});

test('an attempt that failed fits into what a server keeps of it while it waits for the next one', () => {
  const error = new VerbatimError('VB4002', 'x'.repeat(400), { hint: 'y'.repeat(100), at: { file: 'a.csv', line: 1 } });
  const crossed = defaultFailureConverter.errorToFailure(toApplicationFailure(error, 1), defaultPayloadConverter);
  const [details] = crossed.applicationFailureInfo!.details!.payloads!;
  expect(crossed.message).toContain('a.csv:1: x');
  expect(crossed.message!.length + crossed.stackTrace!.length + details!.data!.length).toBeLessThan(
    failureCutAbove / 2,
  );
});

test('every answer about the progress of such a run is short, and all of them together tell it all', () => {
  const log = createProgressLog();
  const plan = largestPlan();
  for (const { node, ...end } of endsOf(plan, {
    ...{ status: 'succeeded', attempts: 1, result: boundedResult(wordy), failure: null },
  })) {
    log.add({ node, to: end.status, because: null, ...end });
  }
  let told = 0;
  for (let after = 0, more = true; more; ) {
    const answer = log.read(after);
    expect(bytesOf({ run: 'r', status: 'running', held: [], ...answer })).toBeLessThan(answerAbove);
    told += answer.entries.length;
    ({ next: after, more } = answer);
  }
  expect(told).toBe(mostNodes);
});

test('a backfill of a hundred years tells its windows in short answers, each once and in order', () => {
  const waiting = { run: 'r'.repeat(26), workflowId: 'w'.repeat(200), status: 'failed', failure: null } as const;
  const window = { from: '1926-01-01T00:00:00.000Z', to: '1926-02-01T00:00:00.000Z' };
  const entries: BackfillEntry[] = Array.from({ length: 1_200 }, (_, index) => ({
    ...waiting,
    window,
    run: `${index}`,
  }));
  const told: string[] = [];
  for (let more = true; more; ) {
    const answer = pieceOf(entries, told.length);
    expect(bytesOf({ entries: answer.entries, more: answer.more })).toBeLessThan(answerAbove);
    told.push(...answer.entries.map(({ run }) => run!));
    ({ more } = answer);
  }
  expect(told).toEqual(entries.map(({ run }) => run));
});

test('notes are cut, not dropped in silence', () => {
  const { notes } = boundedResult({ ...wordy, notes: Array.from({ length: 12 }, (_, index) => `note ${index + 1}`) });
  expect(notes).toHaveLength(8);
  expect(notes.at(-1)).toBe('and 5 more notes');
  expect(boundedResult({ ...wordy, notes: ['short'] }).notes).toEqual(['short']);
});
