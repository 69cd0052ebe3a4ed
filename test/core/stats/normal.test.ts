import { expect, test } from 'vitest';
import { complementaryError, normalP, z80, z95 } from '../../../core/stats/normal.ts';

// From the C library of another language (math.erfc of Python); the table 7.1 of Abramowitz and Stegun has the same digits.
test.each([
  [0, 1],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [1.999999, 0.004677755648073953],
  [2, 0.004677734981047266],
  [3, 2.209049699858544e-5],
  [6, 2.1519736712498913e-17],
])('the complementary error function of %d is right to nine decimals and twelve digits', (x, worked) => {
  expect(Math.abs(complementaryError(x) - worked)).toBeLessThan(1e-9);
  expect(Math.abs(complementaryError(x) / worked - 1)).toBeLessThan(1e-12);
});

test('a normal statistic of 1.96 has p 0.05 on both sides, and of 0 has p 1', () => {
  expect(Math.abs(normalP(z95) - 0.05)).toBeLessThan(1e-15);
  expect(normalP(-z95)).toBe(normalP(z95));
  expect(normalP(0)).toBe(1);
  expect(Math.abs(1 - normalP(z80) / 2 - 0.8)).toBeLessThan(1e-15);
});

test('a huge statistic has p 0 and no NaN', () => {
  expect(normalP(60)).toBe(0);
});
