import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../core/run/events.ts';
import { createProgressWatch } from '../../workflows/client/progress-watch.ts';
import type { Pending } from '../../workflows/client/wait-watch.ts';

/** Activities at work, as the server describes them, by their ids. */
const pending = (rows: Readonly<Record<string, number | null>>, type = 'runCpuStep'): Pending => ({
  pendingActivities: Object.entries(rows).map(([activityId, count]) => ({
    ...{ activityId, activityType: { name: type } },
    heartbeatDetails:
      count === null ? null : { payloads: [defaultPayloadConverter.toPayload({ rows: count, failures: 0 })] },
  })),
  pendingWorkflowTask: null,
});

function watched() {
  const told: string[] = [];
  let now = 0;
  const watch = createProgressWatch(
    (event: RunEvent) => {
      if (event.type === 'progress') told.push(`${event.node} ${event.rows}`);
    },
    () => now,
  );
  return {
    told,
    after: (ms: number, seen: Pending) => {
      now += ms;
      watch.look(seen);
    },
  };
}

test('the shards of a step are told as one sum, which keeps those that have ended', () => {
  const { told, after } = watched();
  after(0, pending({ 'tone#1/2': 100, 'tone#2/2': 40, load: 5 }));
  after(2_000, pending({ 'tone#2/2': 60 }));
  // 100 of the shard that has ended and 60.
  expect(told).toEqual(['tone 140', 'load 5', 'tone 160']);
});

test('what has not moved is not told again, and what moves fast every 2 s at most', () => {
  const { told, after } = watched();
  after(0, pending({ load: 100 }));
  after(1_999, pending({ load: 200 }));
  after(1, pending({ load: 300 }));
  after(2_000, pending({ load: 300 }));
  expect(told).toEqual(['load 100', 'load 300']);
});

test('a step that has not spoken yet and the begin of a run are not told', () => {
  const { told, after } = watched();
  after(0, pending({ load: null }));
  after(2_000, pending({ 1: 50 }, 'beginRun'));
  expect(told).toEqual([]);
});
