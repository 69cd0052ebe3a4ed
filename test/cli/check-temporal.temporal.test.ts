import { hostname } from 'node:os';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { checkTemporal, checkWorker } from '../../cli/check-temporal.ts';
import type { Check } from '../../core/plugin/connector.ts';
import { queues } from '../../workflows/contract.ts';
import { freePort } from '../free-port.ts';
import { createNamespace } from '../temporal-namespace.ts';

const address = inject('temporalAddress');
Runtime.install({ logger: new DefaultLogger('ERROR') });

const byId = (checks: readonly Check[]) => Object.fromEntries(checks.map(check => [check.id, check]));

/** A worker of this machine at one queue while `work` goes on. */
async function withWorker<T>(namespace: string, work: () => Promise<T>): Promise<T> {
  const connection = await NativeConnection.connect({ address: address! });
  const worker = await Worker.create({
    ...{ connection, namespace, taskQueue: queues.cpu, identity: `1@${hostname()}` },
    activities: { nothing: async () => {} },
  });
  try {
    return await worker.runUntil(work);
  } finally {
    await connection.close();
  }
}

describe.skipIf(address === null)(`doctor on Temporal${address === null ? ' (no Temporal server found)' : ''}`, () => {
  test('a server that does not answer is a failure that says where and how to start one', async () => {
    const target = { address: `127.0.0.1:${await freePort()}`, namespace: 'default' };
    for (const checks of [await checkTemporal(target, false), await checkWorker(target)])
      expect(checks).toEqual([
        {
          ...{ id: 'temporal', status: 'fail' },
          message: expect.stringMatching(new RegExp(`^VB6005 .*${target.address}`)),
          fix: expect.stringContaining('npm run temporal'),
        },
      ]);
  });

  test('a namespace that is not there is a failure that says how to make it', async () => {
    const [check, ...others] = await checkTemporal({ address: address!, namespace: 'nowhere' }, false);
    expect(check).toMatchObject({ id: 'temporal', status: 'fail', message: expect.stringContaining('VB6007') });
    expect(check!.fix).toContain('temporal operator namespace create');
    expect(others).toEqual([]);
  });

  test('search attributes that are missing fail, and fixing adds them once and for all', async () => {
    const target = { address: address!, namespace: await createNamespace(address!, { registered: false }) };
    const before = byId(await checkTemporal(target, false));
    expect(before['search attributes']).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(/VerbatimStatus.*VerbatimPlanDigest/),
      fix: 'verbatim doctor --fix',
    });
    const fixed = byId(await checkTemporal(target, true));
    expect(fixed['search attributes']).toMatchObject({ status: 'ok', message: expect.stringContaining('added') });
    const after = byId(await checkTemporal(target, false));
    expect(after['search attributes']).toMatchObject({ status: 'ok', message: 'as runs need them' });
  });

  test('a queue without a worker is a warning with the command that serves it', async () => {
    const target = { address: address!, namespace: await createNamespace(address!) };
    await withWorker(target.namespace, () =>
      expect
        .poll(async () => byId(await checkTemporal(target, false)), { timeout: 30_000 })
        .toMatchObject({
          temporal: { status: 'ok' },
          'queue cpu': { status: 'ok', message: 'verbatim-cpu: 1 worker', fix: null },
          'queue render': { status: 'warn', fix: 'verbatim worker --queues render' },
        }),
    );
  });

  test('the health of a worker is that one of this machine asks a queue for work', async () => {
    const target = { address: address!, namespace: await createNamespace(address!) };
    expect(await checkWorker(target)).toMatchObject([{ id: 'worker', status: 'fail', fix: 'verbatim worker' }]);
    await withWorker(target.namespace, () =>
      expect
        .poll(() => checkWorker(target), { timeout: 30_000 })
        .toMatchObject([{ id: 'worker', status: 'ok', message: expect.stringContaining('verbatim-cpu') }]),
    );
  });
});
