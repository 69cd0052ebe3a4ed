import { afterAll, expect, test } from 'vitest';
import { connect } from '../../workflows/client/client.ts';
import { startWorker } from '../../workflows/worker/worker.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { listenGrpc } from './grpc-listener.ts';

const key = 'k-4711';
const log: string[] = [];
installWorkerLog(line => log.push(line));
/** Lets in whoever has the key, and has no work for anybody: `unauthenticated` and `unavailable` of gRPC. */
const listener = await listenGrpc(({ method, authorization }) => {
  if (authorization !== `Bearer ${key}`) return { code: 16, message: 'Request unauthorized.' };
  return { code: method.startsWith('Poll') ? 14 : 0 };
});
afterAll(listener.close);
const target = { address: listener.address, namespace: 'acme.a1b2c' };

test('the key goes with every request of the client and of a worker, and into no line of its log', async () => {
  const temporal = await connect({ ...target, apiKey: key });
  await temporal.close();
  const worker = await startWorker({
    ...{ ...target, apiKey: key, threads: null, queues: ['io'] as const },
    limits: { io: 1, cpu: 1, render: 1, ioPerSecond: null },
    bundle: { codePath: '', build: '' },
    services: {
      project: 'p',
      runtimeFor: () => Promise.reject(new Error('no step in this test')),
      compile: () => Promise.reject(new Error('no pipeline in this test')),
      close: async () => {},
    },
  });
  await expect.poll(() => listener.calls.map(({ method }) => method)).toContain('PollActivityTaskQueue');
  worker.shutdown();
  await worker.ended;
  expect(new Set(listener.calls.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${key}`]));
  expect(log.join('\n')).not.toContain(key);
});

test('without it nobody is let in, and the server says why (VB6014)', async () => {
  await expect(connect(target)).rejects.toMatchObject({
    code: 'VB6014',
    message: `the Temporal server at ${target.address} refused the login: Request unauthorized.`,
  });
});
