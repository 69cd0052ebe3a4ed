import { expect, test } from 'vitest';
import { type Pending, waitingQueues } from '../../workflows/client/wait-watch.ts';

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
