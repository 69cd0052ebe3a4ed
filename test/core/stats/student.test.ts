import { expect, test } from 'vitest';
import { incompleteBeta, studentP, studentQuantile } from '../../../core/stats/student.ts';
import { agrees, golden } from './golden.ts';

test('with one degree of freedom the p value is 1 - 2 arctan(t) / π', () => {
  for (const t of [0.1, 1, 3, 12.7])
    expect(Math.abs(studentP(t, 1) - (1 - (2 / Math.PI) * Math.atan(t)))).toBeLessThan(1e-12);
});

test('with two degrees of freedom the p value is 1 - t / √(2 + t²)', () => {
  for (const t of [0.1, 1, 3, 12.7])
    expect(Math.abs(studentP(t, 2) - (1 - t / Math.sqrt(2 + t * t)))).toBeLessThan(1e-12);
});

test('a paired t of 9.4868 on four degrees of freedom has p 0.000689', () => {
  expect(agrees(studentP(golden.closed_loop.is.paired_t, 4), golden.closed_loop.is.p, 6)).toBe(true);
});

test('the p value does not depend on the sign and is 1 at 0', () => {
  expect(studentP(-2.2, 7.5)).toBe(studentP(2.2, 7.5));
  expect(studentP(0, 7.5)).toBe(1);
});

test('the quantile is tan(0.475 π) with one degree of freedom and nears 1.96 with many', () => {
  expect(Math.abs(studentQuantile(1) - Math.tan(0.475 * Math.PI))).toBeLessThan(1e-9);
  // From tables: 2.776 (4), 2.045 (29), 1.984 (99)
  expect(agrees(studentQuantile(4), 2.776, 3)).toBe(true);
  expect(agrees(studentQuantile(29), 2.045, 3)).toBe(true);
  expect(agrees(studentQuantile(99), 1.984, 3)).toBe(true);
  expect(Math.abs(studentQuantile(1e7) - 1.959964)).toBeLessThan(1e-5);
});

test('the incomplete beta function of 1, 1 is x, and it is 0 and 1 at the ends', () => {
  for (const x of [0, 0.2, 0.5, 0.9, 1]) expect(Math.abs(incompleteBeta(x, 1, 1) - x)).toBeLessThan(1e-12);
});
