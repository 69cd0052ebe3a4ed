import { expect, test } from 'vitest';
import { errorDocs } from '../../cli/error-docs.ts';

test('one code leads to its paragraph, several to the page with each code once', () => {
  expect(errorDocs(['VB1203', 'VB1203'])).toBe('docs/errors.md#vb1203-unknown-kpi');
  expect(errorDocs(['VB1203', 'VB1101', 'VB1203'])).toBe('docs/errors.md: VB1101, VB1203');
});
