import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { checkTemporal } from '../../cli/check-temporal.ts';
import { VerbatimError } from '../../core/errors.ts';
import { connect } from '../../workflows/client/client.ts';
import type { TemporalTarget, TlsSettings } from '../../workflows/client/target.ts';
import { workersAt } from '../../workflows/client/task-queues.ts';
import { backfillIdOf, type QueueKind, queues } from '../../workflows/contract.ts';
import { startWorker } from '../../workflows/worker/worker.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { makeCertificates } from '../certificates.ts';
import { createNamespace } from '../temporal-namespace.ts';

const server = inject('temporalAddress');
const certificates = makeCertificates();
const leftOut =
  server === null ? ' (no Temporal server found)' : certificates === null ? ' (openssl is not installed)' : '';

describe.skipIf(leftOut !== '')(`a server with TLS that asks for a client certificate${leftOut}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-tls-'));
  const sockets = new Set<Socket>();
  const read = (path: string): Buffer => readFileSync(path);
  /** The development server has no TLS of its own, so somebody who has it stands before it. */
  const proxy = createServer({
    ...{ ALPNProtocols: ['h2'], requestCert: true, rejectUnauthorized: true },
    ca: certificates === null ? [] : [read(certificates.ca)],
    ...(certificates === null ? {} : { cert: read(certificates.server.cert), key: read(certificates.server.key) }),
  });
  let namespace: string;
  let address: string;
  let trusted: TlsSettings;
  let target: TemporalTarget;

  beforeAll(async () => {
    installWorkerLog(() => {});
    namespace = await createNamespace(server!);
    proxy.on('secureConnection', secured => {
      const { hostname, port } = new URL(`http://${server}`);
      const plain = dial(Number(port), hostname);
      for (const socket of [secured, plain]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => sockets.delete(socket));
      }
      secured.pipe(plain).pipe(secured);
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const { ca, client } = certificates!;
    trusted = { serverName: null, ca: read(ca), client: { cert: read(client.cert), key: read(client.key) } };
    target = { address, namespace, tls: trusted };
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => proxy.close(resolve));
    certificates?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a connection that it does not take is told with what it wants (VB6005)', async () => {
    const refused = async (tls: TlsSettings | null, at = address): Promise<{ why: string; hint: string | null }> => {
      const thrown = await connect({ address: at, namespace, tls }).then(
        () => null,
        (error: unknown) => error,
      );
      expect(thrown).toMatchObject({ code: 'VB6005' });
      const { message, hint } = thrown as VerbatimError;
      return { why: message.replace(`no Temporal server answers at ${at}: `, ''), hint };
    };
    const [plain, stranger, untrusted, misnamed, noTls] = await Promise.all([
      refused(null),
      refused({ ...trusted, client: null }),
      refused({ ...trusted, ca: null }),
      refused({ ...trusted, serverName: 'elsewhere.test' }),
      refused(trusted, server!),
    ]);
    expect(plain.why).toBe('the server there speaks TLS, and the connection was made without it');
    expect(plain.hint).toContain('TEMPORAL_TLS=true');
    expect(stranger.why).toMatch(/^the server there ended the TLS handshake: .*certificate required/);
    expect(stranger.hint).toContain('TEMPORAL_TLS_CLIENT_CERT_PATH');
    expect(untrusted.why).toMatch(/^the certificate of the server there is not trusted: /);
    expect(untrusted.hint).toContain('TEMPORAL_TLS_SERVER_CA_CERT_PATH');
    expect(misnamed.why).toMatch(/^the certificate of the server there is not trusted: .*elsewhere\.test/);
    expect(noTls.why).toBe('the server there does not speak TLS, and the connection was made with it');
  });

  test('with the certificate a client starts work and a worker does it', async () => {
    const compiled: string[] = [];
    const worker = await startWorker({
      ...{ ...target, threads: null, heartbeatMs: 200, queues: ['workflow', 'io'] as const },
      limits: { io: 2, cpu: 1, render: 1, ioPerSecond: null },
      bundle: inject('workflowBundle'),
      services: {
        project: 'p',
        runtimeFor: () => Promise.reject(new Error('no step in this test')),
        compile: ({ pipeline }) => {
          compiled.push(pipeline);
          return Promise.reject(new VerbatimError('VB1405', 'no pipeline here'));
        },
        close: async () => {},
      },
    });
    const temporal = await connect({ ...target, tls: { ...trusted, serverName: 'temporal.test' } });
    for (const kind of ['workflow', 'io'] satisfies QueueKind[])
      await expect.poll(() => workersAt(temporal, kind), { timeout: 20_000 }).not.toEqual([]);
    const name = { pipeline: 'secured', client: null };
    const windows = [{ from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' }];
    const backfill = await temporal.client.workflow.start('backfillRun', {
      ...{ workflowId: backfillIdOf(name, windows), taskQueue: queues.workflow },
      args: [
        {
          ...{ ...name, windows, asOf: '2026-11-02T07:00:00.000Z', fullRefresh: false, shards: 1 },
          before: { succeeded: 0, failed: 0 },
        },
      ],
    });
    // The one window cannot be compiled, which its worker alone could say.
    expect(await backfill.result()).toEqual({ succeeded: 0, failed: 1 });
    expect(compiled).toEqual(['secured']);
    worker.shutdown();
    await worker.ended;
    await temporal.close();
  });

  test('doctor says how the connection is secured', async () => {
    const [check] = await checkTemporal(target, false);
    expect(check).toMatchObject({
      status: 'ok',
      message: expect.stringContaining(`${address} with TLS and a client certificate, namespace ${namespace}`),
    });
  });
});
