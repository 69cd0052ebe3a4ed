import { expect, test, vi } from 'vitest';
import type { TemporalClient } from '../../workflows/client/client.ts';
import { hasBusyWorker, requireWorkers, workersAt } from '../../workflows/client/task-queues.ts';
import { createWaitWatch, type Pending } from '../../workflows/client/wait-watch.ts';
import { type QueueKind, queues } from '../../workflows/contract.ts';

const now = Date.parse('2026-11-02T06:00:00Z');
const all: readonly QueueKind[] = ['workflow', 'io', 'cpu', 'render'];

/** A server that tells who asked a queue for work, so many seconds ago, and what the one run is at. */
function server(
  asked: (queue: QueueKind) => Readonly<Record<string, number>>,
  pendingActivities: readonly object[] = [],
): TemporalClient {
  const describeTaskQueue = async ({ taskQueue }: { taskQueue: { name: string } }) => {
    const kind = all.find(one => queues[one] === taskQueue.name)!;
    const pollers = Object.entries(asked(kind)).map(([identity, secondsAgo]) => ({
      ...{ identity, lastAccessTime: { seconds: now / 1000 - secondsAgo, nanos: 0 } },
    }));
    return { pollers };
  };
  const client = {
    withDeadline: (_until: number, work: () => unknown) => work(),
    withAbortSignal: (_signal: AbortSignal, work: () => unknown) => work(),
    workflowService: { describeTaskQueue },
    workflow: {
      list: async function* () {
        yield { workflowId: 'other', runId: '1' };
      },
      getHandle: () => ({ describe: async () => ({ raw: { pendingActivities } }) }),
    },
  };
  return { address: '127.0.0.1:1', namespace: 'default', client } as unknown as TemporalClient;
}

test('a worker that last asked 80 s ago is gone, one of 65 s ago is there: a free one asks once a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  try {
    expect(
      await workersAt(
        server(() => ({ '1@a': 80, '2@a': 65 })),
        'cpu',
      ),
    ).toEqual(['2@a']);
    await requireWorkers(
      server(() => ({ '2@a': 65 })),
      all,
    );
    await expect(
      requireWorkers(
        server(() => ({ '1@a': 80 })),
        all,
      ),
    ).rejects.toMatchObject({
      code: 'VB6006',
      message:
        'no worker takes work from queues "verbatim", "verbatim-io", "verbatim-cpu", "verbatim-render" of namespace "default" at 127.0.0.1:1; one was last heard of 80 s ago',
      hint: 'start one: verbatim worker',
    });
    await expect(
      requireWorkers(
        server(() => ({})),
        ['io'],
      ),
    ).rejects.toMatchObject({
      message: 'no worker takes work from queue "verbatim-io" of namespace "default" at 127.0.0.1:1',
    });
  } finally {
    vi.useRealTimers();
  }
});

test('a step that is told to stop still has a worker: it keeps his hand full until the next batch', async () => {
  const atWork = (state: number) => server(() => ({}), [{ state, activityType: { name: 'runIoStep' } }]);
  const [scheduled, started, cancelRequested] = [1, 2, 3];
  const busy = [scheduled, started, cancelRequested].map(state => hasBusyWorker(atWork(state), 'io'));
  expect(await Promise.all(busy)).toEqual([false, true, true]);
});

test('when work waits, all queues of the worker that is gone are named at once, those of another are not', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  const waits = {
    pendingActivities: [],
    pendingWorkflowTask: { state: 1, scheduledTime: { seconds: now / 1000 - 11 } },
  };
  const said: string[] = [];
  const look = async (temporal: TemporalClient) => {
    const watch = createWaitWatch(temporal, line => said.push(line));
    for (let turn = 0; turn < 2; turn += 1) await watch.look(waits as unknown as Pending);
  };
  try {
    // Killed a quarter of a minute ago: the server does not know it yet.
    await look(server(() => ({ '1@a': 15 })));
    await look(server(queue => (queue === 'render' ? { '1@a': 15, '2@b': 40 } : { '1@a': 15 })));
  } finally {
    vi.useRealTimers();
  }
  expect(said).toEqual([
    'no worker takes work from queues "verbatim", "verbatim-io", "verbatim-cpu", "verbatim-render"; waiting for one: verbatim worker',
    'no worker takes work from queues "verbatim", "verbatim-io", "verbatim-cpu"; waiting for one: verbatim worker --queues workflow,io,cpu',
  ]);
});
