import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporalTarget } from '../../cli/temporal.ts';
import { loadEnvironment } from '../../core/spec/environment.ts';
import { securityOf, type TemporalTarget } from '../../workflows/client/target.ts';
import { makeCertificates } from '../certificates.ts';
import { scratch } from '../e2e/command-line.ts';

const folder = scratch({ 'api-key': 'k-4711\n', empty: '\n' });
const certificates = makeCertificates();
afterAll(() => {
  folder.remove();
  certificates?.remove();
});

const target = async (variables: Readonly<Record<string, string>>): Promise<TemporalTarget> =>
  temporalTarget({ root: folder.path, environment: await loadEnvironment(folder.path, null, variables) });
const refusal = (variables: Readonly<Record<string, string>>): Promise<Error> =>
  target(variables).then(
    () => Promise.reject(new Error('was taken')),
    (thrown: Error) => thrown,
  );

test('without settings it is a development server of this machine, without TLS', async () => {
  expect(await target({})).toEqual({ address: '127.0.0.1:7233', namespace: 'default', tls: null, apiKey: null });
});

test('an address is host:port, not a URL (VB1002)', async () => {
  expect(await refusal({ TEMPORAL_ADDRESS: 'https://acme.tmprl.cloud:7233' })).toMatchObject({
    code: 'VB1002',
    hint: 'write host:port, as 127.0.0.1:7233',
  });
});

test('TEMPORAL_TLS turns TLS on and off, whatever else is set', async () => {
  const bare = { serverName: null, ca: null, client: null };
  expect((await target({ TEMPORAL_TLS: 'true' })).tls).toEqual(bare);
  expect((await target({ TEMPORAL_TLS_SERVER_NAME: 'temporal.test' })).tls).toEqual({
    ...bare,
    serverName: 'temporal.test',
  });
  expect((await target({ TEMPORAL_TLS: 'false', TEMPORAL_TLS_SERVER_NAME: 'temporal.test' })).tls).toBeNull();
  expect(await refusal({ TEMPORAL_TLS: 'yes' })).toMatchObject({ code: 'VB1002', hint: 'write true or false' });
});

test('an API key comes from its variable or its file, and secures the connection', async () => {
  const bare = { serverName: null, ca: null, client: null };
  for (const given of [{ TEMPORAL_API_KEY: 'k-4711' }, { TEMPORAL_API_KEY_FILE: 'api-key' }])
    expect(await target(given)).toMatchObject({ apiKey: 'k-4711', tls: bare });
  expect((await target({ TEMPORAL_API_KEY: 'k-4711', TEMPORAL_TLS: 'false' })).tls).toBeNull();
  for (const file of ['nowhere', 'empty'])
    expect(await refusal({ TEMPORAL_API_KEY_FILE: file })).toMatchObject({ code: 'VB1302' });
  const split = await refusal({ TEMPORAL_API_KEY: 'k-4711\nmore' });
  expect(split).toMatchObject({ code: 'VB1302' });
  expect(`${split.message} ${split.stack}`).not.toContain('4711');
});

describe.skipIf(certificates === null)(
  `certificates${certificates === null ? ' (openssl is not installed)' : ''}`,
  () => {
    const { ca, client, server } = certificates ?? {
      ca: '',
      client: { cert: '', key: '' },
      server: { cert: '', key: '' },
    };
    const pair = { TEMPORAL_TLS_CLIENT_CERT_PATH: client.cert, TEMPORAL_TLS_CLIENT_KEY_PATH: client.key };

    test('they come from files or from variables', async () => {
      const [cert, key] = [readFileSync(client.cert), readFileSync(client.key)];
      const expected = { serverName: null, ca: readFileSync(ca), client: { cert, key } };
      expect((await target({ ...pair, TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca })).tls).toEqual(expected);
      const data = {
        TEMPORAL_TLS_CLIENT_CERT_DATA: cert.toString(),
        TEMPORAL_TLS_CLIENT_KEY_DATA: key.toString(),
        TEMPORAL_TLS_SERVER_CA_CERT_DATA: expected.ca.toString(),
      };
      expect((await target(data)).tls).toEqual(expected);
      expect(await refusal({ ...pair, ...data })).toMatchObject({ code: 'VB1002' });
    });

    test('what cannot be used is said by the name of its variable, and nothing of a key is printed', async () => {
      const keyText = readFileSync(client.key, 'utf8').split('\n')[1]!;
      writeFileSync(join(folder.path, 'broken.pem'), '-----BEGIN CERTIFICATE-----\nnone\n');
      const refusals = [
        await refusal({ TEMPORAL_TLS_CLIENT_CERT_PATH: client.cert }),
        await refusal({ ...pair, TEMPORAL_TLS_CLIENT_KEY_PATH: 'nowhere.pem' }),
        await refusal({ ...pair, TEMPORAL_TLS_CLIENT_KEY_PATH: server.key }),
        await refusal({ ...pair, TEMPORAL_TLS_CLIENT_CERT_PATH: 'broken.pem' }),
      ];
      expect(refusals).toMatchObject([
        { code: 'VB1002', message: 'TEMPORAL_TLS_CLIENT_CERT is set, and its TEMPORAL_TLS_CLIENT_KEY is not' },
        { code: 'VB1401', message: 'TEMPORAL_TLS_CLIENT_KEY_PATH names nowhere.pem, which cannot be read' },
        { code: 'VB1002', message: expect.stringMatching(/^the certificates .* cannot be used: key values mismatch/) },
        { code: 'VB1002', message: expect.stringMatching(/^the certificates .* cannot be used: /) },
      ]);
      for (const { message, stack } of refusals) expect(`${message} ${stack}`).not.toContain(keyText);
    });

    test('how the connection is secured is said without its secrets', async () => {
      const said = async (variables: Readonly<Record<string, string>>) => securityOf(await target(variables));
      expect(await said({})).toBe('without TLS');
      expect(await said({ TEMPORAL_TLS: '1' })).toBe('with TLS');
      expect(await said(pair)).toBe('with TLS and a client certificate');
      expect(await said({ TEMPORAL_API_KEY: 'k-4711' })).toBe('with TLS, by API key');
      expect(await said({ TEMPORAL_API_KEY: 'k-4711', TEMPORAL_TLS: 'false' })).toBe('without TLS, by API key');
    });
  },
);
