import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { startWorker } from '../../workflows/worker/worker.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { createNamespace } from '../temporal-namespace.ts';

const address = inject('temporalAddress');

describe.skipIf(address === null)('a worker that cannot start', () => {
  beforeAll(() => installWorkerLog(() => {}));
  afterAll(() => vi.restoreAllMocks());

  test('says why, and leaves no connection behind', async () => {
    const closed = vi.spyOn(NativeConnection.prototype, 'close');
    const missing = '/nowhere/bundle.js';
    const started = startWorker({
      ...{ address: address!, namespace: await createNamespace(address!) },
      // The workers of the other queues can be made.
      queues: ['io', 'workflow', 'cpu'],
      limits: { io: 1, cpu: 1, render: 1, ioPerSecond: null },
      bundle: { codePath: missing, build: '' },
      threads: null,
      services: {
        project: 'p',
        runtimeFor: () => Promise.reject(new Error('no step in this test')),
        compile: () => Promise.reject(new Error('no pipeline in this test')),
        close: async () => {},
      },
    });
    await expect(started).rejects.toMatchObject({ code: 'ENOENT', path: missing });
    expect(closed).toHaveBeenCalledOnce();
    await expect(closed.mock.results[0]!.value).resolves.toBeUndefined();
  });
});
