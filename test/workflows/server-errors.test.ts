import { afterEach, describe, expect, test } from 'vitest';
import { connect, request, type TemporalClient } from '../../workflows/client/client.ts';
import { describeExecution } from '../../workflows/client/locate-run.ts';
import { missingSearchAttributes, registerSearchAttributes } from '../../workflows/client/register.ts';
import { type GrpcEnd, type GrpcListener, listenGrpc } from './grpc-listener.ts';

const served: ReadonlySet<string> = new Set(['GetSystemInfo', 'DescribeNamespace']);
/** Codes of gRPC, from its specification. */
const grpc = {
  ok: 0,
  invalidArgument: 3,
  permissionDenied: 7,
  unimplemented: 12,
  internal: 13,
  unauthenticated: 16,
} as const;

describe('what a server says', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  async function listen(answer: (method: string) => GrpcEnd): Promise<GrpcListener> {
    const listener = await listenGrpc(({ method }) => answer(method));
    ends.unshift(listener.close);
    return listener;
  }

  /** A client of a server that lets us in and ends all further requests as `answer` says. */
  async function connected(answer: (method: string) => GrpcEnd): Promise<TemporalClient> {
    const { address } = await listen(method => (served.has(method) ? { code: grpc.ok } : answer(method)));
    const temporal = await connect({ address, namespace: 'acme.a1b2c' });
    ends.unshift(temporal.close);
    return temporal;
  }

  test('a login that is refused says so at once (VB6014), wherever it is refused', async () => {
    const refused = { code: grpc.unauthenticated, message: 'invalid or expired API key' };
    const [atOnce, later] = [
      await listen(() => refused),
      await listen(method => (method === 'GetSystemInfo' ? { code: grpc.ok } : refused)),
    ];
    for (const { address } of [atOnce, later])
      await expect(connect({ address, namespace: 'acme.a1b2c', apiKey: 'k-4711', tls: null })).rejects.toMatchObject({
        code: 'VB6014',
        message: `the Temporal server at ${address} refused the login: invalid or expired API key`,
        hint: expect.stringContaining('TEMPORAL_API_KEY'),
      });
  });

  test('what is not allowed is VB6015 with the words of the server', async () => {
    const temporal = await connected(() => ({ code: grpc.permissionDenied, message: 'no write to acme.a1b2c' }));
    await expect(describeExecution(temporal, 'verbatim/acme/monthly')).rejects.toMatchObject({
      code: 'VB6015',
      class: 'permission',
      message: `the Temporal server at ${temporal.address} does not allow this: no write to acme.a1b2c`,
    });
  });

  test('a server that is there and not well is told by its own words, not as one that nobody finds', async () => {
    const { address } = await listen(method =>
      method === 'GetSystemInfo' ? { code: grpc.ok } : { code: grpc.internal, message: 'no shard for the namespace' },
    );
    await expect(connect({ address, namespace: 'acme.a1b2c' })).rejects.toMatchObject({
      code: 'VB6005',
      message: `the Temporal server at ${address} answers with an error: no shard for the namespace`,
    });
  });

  test('what the work itself throws stays as it is', async () => {
    const temporal = await connected(() => ({ code: grpc.ok }));
    const own = new Error('not of the server');
    await expect(request(temporal, () => Promise.reject(own))).rejects.toBe(own);
  });

  test.each([
    ['refuses the service to clients', grpc.permissionDenied],
    ['does not have the service', grpc.unimplemented],
  ])(
    'a server that %s: missing search attributes are found by asking, and named with the command that adds them',
    async (_, code) => {
      const temporal = await connected(method =>
        /SearchAttributes$/.test(method)
          ? { code }
          : { code: grpc.invalidArgument, message: 'X is not a valid search attribute' },
      );
      const names = [
        'VerbatimStatus',
        'VerbatimClient',
        'VerbatimPipeline',
        'VerbatimWindowStart',
        'VerbatimPlanDigest',
      ];
      expect(await missingSearchAttributes(temporal)).toEqual(names);
      await expect(registerSearchAttributes(temporal)).rejects.toMatchObject({
        code: 'VB6016',
        message: expect.stringContaining(names.join(', ')),
        hint: [
          'on Temporal Cloud: tcld namespace search-attributes add -n acme.a1b2c --search-attribute VerbatimStatus=Keyword',
          '--search-attribute VerbatimClient=Keyword --search-attribute VerbatimPipeline=Keyword',
          '--search-attribute VerbatimWindowStart=Datetime --search-attribute VerbatimPlanDigest=Keyword;',
          'elsewhere, by its operator: temporal operator search-attribute create -n acme.a1b2c --name VerbatimStatus',
          '--name VerbatimClient --name VerbatimPipeline --name VerbatimPlanDigest --type Keyword &&',
          'temporal operator search-attribute create -n acme.a1b2c --name VerbatimWindowStart --type Datetime',
        ].join(' '),
      });
    },
  );

  test('a server that refuses the service and has them all is content', async () => {
    const temporal = await connected(method => ({
      code: /SearchAttributes$/.test(method) ? grpc.permissionDenied : grpc.ok,
    }));
    expect(await registerSearchAttributes(temporal)).toEqual([]);
  });
});
