import { WorkflowNotFoundError } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { TemporalClient } from '../../workflows/client/client.ts';
import { createWaitWatch, type Pending, pendingOf, waitingQueues } from '../../workflows/client/wait-watch.ts';

const now = Date.parse('2026-11-02T06:00:30Z');
const at = (text: string) => ({ seconds: Date.parse(text) / 1000, nanos: 0 });
const [scheduled, started] = [1, 2];

const pending = (given: { readonly activities?: object[]; readonly task?: object }): Pending =>
  ({ pendingActivities: given.activities ?? [], pendingWorkflowTask: given.task ?? null }) as unknown as Pending;
const activity = (type: string, state: number, time: string): object => ({
  ...{ activityType: { name: type }, state, scheduledTime: at(time) },
});

test('work that nobody took for more than 10 s waits, in the queue of its kind', () => {
  const activities = [
    activity('runIoStep', scheduled, '2026-11-02T06:00:19Z'),
    activity('runCpuStep', scheduled, '2026-11-02T06:00:10Z'),
    activity('runRenderStep', scheduled, '2026-11-02T06:00:25Z'),
  ];
  expect([...waitingQueues(pending({ activities }), now)]).toEqual(['io', 'cpu']);
});

test('work that somebody is at, or that is to be tried again later, does not wait', () => {
  const activities = [
    activity('runIoStep', started, '2026-11-02T05:00:00Z'),
    activity('runCpuStep', scheduled, '2026-11-02T06:01:00Z'),
  ];
  expect([...waitingQueues(pending({ activities }), now)]).toEqual([]);
});

test('a decision that nobody takes waits in the queue of workflows', () => {
  const task = { state: scheduled, scheduledTime: at('2026-11-02T06:00:00Z') };
  expect([...waitingQueues(pending({ task }), now)]).toEqual(['workflow']);
});

test('a busy worker is looked for every 10 s, not with each look at the run', async () => {
  let looks = 0;
  const busy = { state: started, activityType: { name: 'runCpuStep' } };
  const client = {
    withDeadline: (_: unknown, work: () => unknown) => work(),
    withAbortSignal: (_: unknown, work: () => unknown) => work(),
    workflow: {
      list: async function* () {
        looks += 1;
        yield { workflowId: 'other', runId: '1' };
      },
      getHandle: () => ({ describe: async () => ({ raw: { pendingActivities: [busy] } }) }),
    },
  };
  let time = now;
  const told: string[] = [];
  const watch = createWaitWatch(
    { client } as unknown as TemporalClient,
    queue => told.push(queue),
    () => time,
  );
  const activities = [activity('runCpuStep', scheduled, '2026-11-02T06:00:00Z')];
  const looksAfter: number[] = [];
  // Once a second for 21 s: at 0, 10 and 20 s.
  for (let second = 0; second <= 20; second += 1) {
    time = now + second * 1_000;
    await watch.look(pending({ activities }));
    looksAfter.push(looks);
  }
  expect([looksAfter[9], looksAfter[19], looksAfter[20], told]).toEqual([1, 2, 3, []]);
});

test('a child that the server has not made yet is passed over, what the others do is seen', async () => {
  const atWork = { activityId: 'report.m', activityType: { name: 'runRenderStep' } };
  const describe = async (workflowId: string) => {
    if (workflowId === 'soon') throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
    return { raw: { pendingActivities: [atWork] } };
  };
  const temporal = {
    ...{ address: '127.0.0.1:1', namespace: 'default' },
    client: {
      withDeadline: (_until: number, work: () => unknown) => work(),
      withAbortSignal: (_signal: AbortSignal, work: () => unknown) => work(),
      workflow: { getHandle: (workflowId: string) => ({ describe: () => describe(workflowId) }) },
    },
  } as unknown as TemporalClient;
  const described = { pendingChildren: [{ workflowId: 'soon' }, { workflowId: 'there' }] };
  const { pendingActivities } = await pendingOf(temporal, described as Parameters<typeof pendingOf>[1]);
  expect(pendingActivities).toEqual([atWork]);
});
