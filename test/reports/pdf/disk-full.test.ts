import { expect, test } from 'vitest';
import { VerbatimError } from '../../../core/errors.ts';
import { explainDiskFull } from '../../../reports/pdf/disk-full.ts';

test.each(['ENOSPC', 'EDQUOT'])('%s says where and how much, with its cause', code => {
  const cause = Object.assign(new Error(code), { code });
  const error = explainDiskFull(cause, '/out', 1234, 'free space');
  expect(error).toBeInstanceOf(VerbatimError);
  expect(error).toMatchObject({
    code: 'VB4009',
    message: 'no space left for 1234 bytes in /out',
    hint: 'free space',
    cause,
  });
});

test('anything else stays what it is', () => {
  const other = Object.assign(new Error('no'), { code: 'EIO' });
  expect(explainDiskFull(other, '/out', 1, '')).toBe(other);
  expect(explainDiskFull(null, '/out', 1, '')).toBe(null);
});
