import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCustomerHash, loadCustomerKey } from '../../../core/warehouse/customer-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('without a variable a key of 32 bytes is made once, for its owner alone, and found again', async () => {
  const state = join(folder, '.verbatim');
  const key = await loadCustomerKey(state, {});
  expect(key).toHaveLength(32);
  expect(statSync(join(state, 'customer-key')).mode & 0o777).toBe(0o600);
  expect(await loadCustomerKey(state, {})).toEqual(key);
});

test('first runs at the same moment agree on one key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadCustomerKey(folder, {})));
  for (const key of keys) expect(key).toEqual(keys[0]);
});

test('the variable wins over its file, and the file over the generated key; 64 hex digits are 32 bytes', async () => {
  const file = join(folder, 'secret');
  writeFileSync(file, `${'ab'.repeat(32)}\n`);
  const environment = { VERBATIM_CUSTOMER_KEY: 'a passphrase of the client', VERBATIM_CUSTOMER_KEY_FILE: file };
  expect(await loadCustomerKey(folder, environment)).toEqual(Buffer.from('a passphrase of the client'));
  expect(await loadCustomerKey(folder, { VERBATIM_CUSTOMER_KEY_FILE: file })).toEqual(Buffer.alloc(32, 0xab));
});

test('an empty or short key and a missing file are refused without repeating the key', async () => {
  for (const given of ['', 'short secret']) {
    const error = await loadCustomerKey(folder, { VERBATIM_CUSTOMER_KEY: given }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'VB1302' });
    if (given !== '') expect((error as Error).message).not.toContain(given);
  }
  await expect(loadCustomerKey(folder, { VERBATIM_CUSTOMER_KEY_FILE: join(folder, 'none') })).rejects.toMatchObject({
    code: 'VB1302',
  });
});

test('the hash is the first 16 bytes of HMAC-SHA-256', () => {
  // RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?", 5bdcc146bf60754e6a042426089575c7 5a003f08…
  const hash = createCustomerHash(Buffer.from('Jefe'))('what do ya want for nothing?');
  expect(Buffer.from(hash, 'latin1').toString('hex')).toBe('5bdcc146bf60754e6a042426089575c7');
});

test("with any key and any id it is what Node's own HMAC says", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }), (key, id) => {
      const expected = createHmac('sha256', key).update(id, 'utf8').digest('binary').slice(0, 16);
      expect(createCustomerHash(key)(id)).toBe(expected);
    }),
  );
});
