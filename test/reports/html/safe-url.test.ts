import { expect, test } from 'vitest';
import { safeUrl } from '../../../reports/html/safe-url.ts';

test.each([
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'http://x.test',
  '//x.test',
  'x',
  '',
  null,
])('%j leads nowhere', address => {
  expect(safeUrl(address)).toBe('#');
});

test.each(['https://exemple.fr/a?b=1', 'mailto:cx@exemple.fr'])('%s may be followed', address => {
  expect(safeUrl(address)).toBe(address);
});
