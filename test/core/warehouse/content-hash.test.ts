import { expect, test } from 'vitest';
import { contentHashBytes, putContentHash } from '../../../core/warehouse/content-hash.ts';

/** The hash of a text that stands in the middle of other bytes. */
function hashOf(text: string): string {
  const bytes = Buffer.alloc(7 + Buffer.byteLength(text) + 3 + contentHashBytes, 0xee);
  const end = 7 + bytes.write(text, 7);
  putContentHash(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 7, end, end + 3);
  return bytes.subarray(end + 3).toString('hex');
}

// Of mmh3 5 for Python: mmh3.hash_bytes(text, 0, x64arch=False), the first 12 bytes.
test.each([
  ['', '000000000000000000000000'],
  ['a', '3c9394a71bb056551bb05655'],
  ['0123456789abcde', '6dc4763cc018084dda33d4ad'],
  ['0123456789abcdef', '09447dfb0ad3ae369b1dad48'],
  ['0123456789abcdefg', '36981f7f76386b5130c029ac'],
  ['réponse', 'e0b3b9b648d782734e631a35'],
  ['The quick brown fox jumps over the lazy dog', 'c383152f672ceeec6cf67b5d'],
])('the hash of %j is that of the algorithm', (text, hash) => {
  expect(hashOf(text)).toBe(hash);
});
