import { randomBytes } from 'node:crypto';

/** Crockford's digits: no I, L, O, U, so that an id read aloud is written right. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * An id of 26 characters that sorts by time: 48 bits of milliseconds and 80 random bits.
 *
 * @see A. Feerasta, "Universally Unique Lexicographically Sortable Identifier", 2016
 */
export function createRunId(now: number = Date.now()): string {
  let value = BigInt(now) << 80n;
  for (const [index, byte] of randomBytes(10).entries()) value |= BigInt(byte) << BigInt(8 * index);
  let id = '';
  for (let place = 0; place < 26; place += 1) {
    id = digits[Number(value & 31n)] + id;
    value >>= 5n;
  }
  return id;
}
