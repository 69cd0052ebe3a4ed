import { ApplicationFailure } from '@temporalio/common';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { Window } from '../../core/model/window.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { whenThere } from '../../workflows/client/absence.ts';
import { cancelRun } from '../../workflows/client/cancel-run.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { type FollowedBackfill, followBackfill } from '../../workflows/client/follow-backfill.ts';
import { followRun } from '../../workflows/client/follow-run.ts';
import { describeExecution, type Execution } from '../../workflows/client/locate-run.ts';
import { startBackfill } from '../../workflows/client/start-backfill.ts';
import { startTemporal } from '../temporal-server.ts';
import { scriptedPlan } from './scripted-steps.ts';
import { scriptedWorkers } from './scripted-workers.ts';

const never = new AbortController().signal;
const plan = scriptedPlan({ kpi: [] });

/** Months of 2026 from January on, in UTC. */
const months = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    from: new Date(Date.UTC(2026, index, 1)).toISOString(),
    to: new Date(Date.UTC(2026, index + 1, 1)).toISOString(),
  }));

describe.skipIf(inject('temporalAddress') === null)('backfills on a Temporal server', () => {
  const { withSteps, temporal: connected } = scriptedWorkers();
  let temporal: TemporalClient;
  beforeAll(() => {
    temporal = connected();
  });

  /** What a pipeline that only one test knows is asked to be run over. */
  const asked = (pipeline: string, windows: readonly Window[]) => ({
    ...{ pipeline, client: null, windows, asOf: '2026-11-02T07:00:00.000Z', fullRefresh: false, sample: plan },
  });
  /** The plan of each window, under a run of its own. */
  const plansOf = (pipeline: string) => (from: string | null) => {
    const window = months(120).find(one => one.from === from)!;
    return { run: createRunId(), plan: { ...plan, pipeline, window } };
  };
  const endOf = async (execution: Execution | null) =>
    (await followRun(temporal, { ...execution!, client: null }, { emit: () => {}, say: () => {}, signal: never }))
      .status;
  /** Each window as it begins, with how its run ends, to the end of the backfill. */
  async function* told(backfill: FollowedBackfill | null) {
    for await (const { window, execution, failure } of followBackfill(temporal, backfill!, {
      say: () => {},
      signal: never,
    }))
      yield [window.from.slice(0, 7), failure?.code ?? (await endOf(execution))] as const;
    await temporal.client.workflow.getHandle(backfill!.workflowId).result();
  }

  test('windows are run one after the other, each followed under its own id, and a failed one stops none', async () => {
    await withSteps({ kpi: ['fail'] }, { plans: plansOf('filled') });
    const request = asked('filled', months(3));
    const { backfill } = await startBackfill(temporal, request);
    const joined = await startBackfill(temporal, request);
    expect([joined.joined, joined.backfill]).toEqual([true, backfill]);
    await expect(startBackfill(temporal, { ...request, force: true })).rejects.toMatchObject({ code: 'VB6001' });
    expect(backfill!.workflowId).toBe('verbatim/-/filled/backfill/2026-01-01T00:00Z_2026-04-01T00:00Z');
    expect(await all(told(backfill))).toEqual([
      ['2026-01', 'failed'],
      ['2026-02', 'failed'],
      ['2026-03', 'failed'],
    ]);
    const handle = temporal.client.workflow.getHandle(backfill!.workflowId);
    expect(await handle.result()).toEqual({ succeeded: 0, failed: 3 });
    const described = await handle.describe();
    expect(described.searchAttributes).toMatchObject({
      ...{ VerbatimClient: ['-'], VerbatimPipeline: ['filled'], VerbatimWindowStart: [new Date(months(1)[0]!.from)] },
    });
    // Months in UTC, told by the clocks of Paris.
    expect(await described.staticSummary()).toBe(
      'backfill of filled, 3 windows from 2026-01-01 01:00 to 2026-02-01 01:00',
    );
  });

  test('a window that a run has succeeded with is left alone, unless it is forced', async () => {
    await withSteps({}, { plans: plansOf('again') });
    const first = await startBackfill(temporal, asked('again', months(2)));
    expect(await all(told(first.backfill))).toEqual([
      ['2026-01', 'succeeded'],
      ['2026-02', 'succeeded'],
    ]);
    const nothing = await startBackfill(temporal, asked('again', months(2)));
    expect([nothing.backfill, [...nothing.earlier.keys()]]).toEqual([null, months(2).map(({ from }) => from)]);
    const third = await startBackfill(temporal, asked('again', months(3)));
    expect([third.backfill!.windows, third.earlier.size]).toEqual([[months(3)[2]], 2]);
    expect(await all(told(third.backfill))).toEqual([['2026-03', 'succeeded']]);
    const forced = await startBackfill(temporal, { ...asked('again', months(2)), force: true });
    expect([forced.earlier.size, (await all(told(forced.backfill))).length]).toEqual([0, 2]);
  });

  test('a backfill of more than 50 windows tells those of its executions before, to whoever followed and to whoever joins', async () => {
    // The first fifty cannot be started; the next one is at work until it is cancelled.
    const [last] = months(50).slice(-1);
    const plans = (from: string | null) => {
      if (from! > last!.from) return plansOf('long')(from);
      const failure = { code: 'VB1405', class: 'config', message: 'no such pipeline', hint: null };
      throw ApplicationFailure.create({ type: 'VB1405', nonRetryable: true, details: [{ failure, attempts: 1 }] });
    };
    await withSteps({ kpi: ['hang'] }, { plans });
    const request = asked('long', months(52));
    const { backfill } = await startBackfill(temporal, request);
    const follow = async (one: FollowedBackfill | null) => {
      const begun = [];
      for await (const { window, execution, failure } of followBackfill(temporal, one!, {
        say: () => {},
        signal: never,
      })) {
        begun.push([window.from, failure?.code ?? execution?.status]);
        if (execution !== null) break;
      }
      return begun;
    };
    const expected = months(51).map(({ from }) => [from, from > last!.from ? 'running' : 'VB1405']);
    expect(await follow(backfill)).toEqual(expected);
    const joined = await startBackfill(temporal, request);
    expect([joined.joined, joined.backfill!.windows, joined.backfill!.begun.length]).toEqual([true, months(52), 50]);
    expect(await follow(joined.backfill)).toEqual(expected);
    await cancelRun(temporal, { workflowId: backfill!.workflowId });
  });

  test('whoever leaves while the server is away is let go', async () => {
    const server = await startTemporal();
    const lonely = await connect({ address: server.address, namespace: 'default' });
    await server.kill();
    const lines: string[] = [];
    const leave = new AbortController();
    const watched = { say: (line: string) => lines.push(line), signal: leave.signal };
    const backfill = { ...asked('gone', months(1)), workflowId: 'gone', begun: [], startedAt: new Date() };
    const following = followBackfill(lonely, backfill, watched).next();
    const asking = whenThere(lonely, watched, () => describeExecution(lonely, 'gone'));
    await expect.poll(() => lines.length, { timeout: 30_000 }).toBe(2);
    leave.abort();
    expect([(await following).done, await asking]).toEqual([true, null]);
    expect(lines[0]).toBe(`the Temporal server at ${server.address} does not answer; the run is safe, waiting for it`);
    await lonely.close();
  });

  test('whoever leaves in the midst of a question is let go', async () => {
    const leave = new AbortController();
    const backfill = { ...asked('left', months(1)), workflowId: 'left', begun: [], startedAt: new Date() };
    const following = followBackfill(temporal, backfill, { say: () => {}, signal: leave.signal }).next();
    leave.abort();
    expect((await following).done).toBe(true);
  });
});

async function all<T>(some: AsyncIterable<T>): Promise<readonly T[]> {
  const gathered: T[] = [];
  for await (const one of some) gathered.push(one);
  return gathered;
}
