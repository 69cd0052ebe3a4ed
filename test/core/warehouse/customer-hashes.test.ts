import { expect, test } from 'vitest';
import { createCustomerHashes } from '../../../core/warehouse/customer-hashes.ts';
import { createCustomerHash } from '../../../core/warehouse/customer-key.ts';

const hashCustomer = createCustomerHash(Buffer.alloc(32, 7));

/** Looks every id up, in this order; gives the ids that got another hash than their own, and how many were hashed. */
function lookUp(ids: readonly string[]) {
  let hashed = 0;
  const counting = (id: string): string => {
    hashed += 1;
    return hashCustomer(id);
  };
  const { writeField } = createCustomerHashes({ hashCustomer: counting });
  const hashOf = (id: string): string => {
    let hash = '';
    const fewField = (bytes: Uint8Array, start: number, length: number): void => {
      hash = Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
    };
    writeField(id, { fewField });
    return hash;
  };
  return { wrong: ids.filter(id => hashOf(id) !== hashCustomer(id)), hashed };
}

test('an id that came before is not hashed again', () => {
  expect(lookUp(['c-1', 'c-2', 'c-1', 'c-2', 'c-1'])).toEqual({ wrong: [], hashed: 2 });
});

test('ids that share a place each keep their hash, however many there come to be', () => {
  // About 1,500 of 20,000 share one of 262,144 places with another; some thousand were forgotten on the way there.
  const ids = Array.from({ length: 20_000 }, (_, index) => `c-${index}`);
  const { wrong, hashed } = lookUp([...ids, ...ids]);
  expect(wrong).toEqual([]);
  expect(hashed).toBeGreaterThan(20_000);
  expect(hashed).toBeLessThan(30_000);
});

test('an id is another one than its beginning', () => {
  expect(lookUp(['a', 'ab', 'abc', 'ab', 'a', `${'x'.repeat(46)}`, `${'x'.repeat(47)}`]).wrong).toEqual([]);
});

test.each([
  ['empty', ''],
  ['as long as fits', 'x'.repeat(47)],
  ['longer', 'x'.repeat(48)],
  ['accented', 'Zoé Lefèvre'],
  ['of other scripts', '客户-7'],
  ['of half a pair', 'c-\ud83d'],
])('an id that is %s has its own hash, again and again', (_name, id) => {
  expect(lookUp([id, 'c-1', id, 'é', id]).wrong).toEqual([]);
});
