import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileNumber } from '../../../core/map/number.ts';

const point = compileNumber('.');
const comma = compileNumber(',');
const reason = (value: unknown): string => (value as { fault: string }).fault;

describe('numbers with the decimal sign of the source', () => {
  test('a comma or a point', () => {
    expect([comma('4,0'), comma('3,9'), comma('-0,5'), comma('10'), comma('+7')]).toEqual([4, 3.9, -0.5, 10, 7]);
    expect([point('4.0'), point('3.9'), point('-0.5'), point('10'), point('007')]).toEqual([4, 3.9, -0.5, 10, 7]);
  });

  test('the minus sign of typesetters is a minus sign, and minus nought is nought', () => {
    expect(comma('\u22123,5')).toBe(-3.5);
    expect(Object.is(point('-0'), 0)).toBe(true);
  });

  test('thousands apart by any space that programs write, or by an apostrophe', () => {
    for (const gap of [' ', '\u00a0', '\u2009', '\u202f', "'", '\u2019']) {
      expect(comma(`1${gap}234${gap}567,5`)).toBe(1_234_567.5);
      expect(point(`12${gap}345.25`)).toBe(12_345.25);
    }
  });

  test('thousands apart by the other sign, where there is no doubt', () => {
    expect([comma('1.234,5'), comma('1.234.567'), point('1,234.5'), point('1,234,567')]).toEqual([
      1234.5, 1_234_567, 1234.5, 1_234_567,
    ]);
  });

  test('groups of other than three digits are no thousands', () => {
    for (const text of ['1 23', '12 34 56', '1.23,4', '1234.567,8', '1..234', '1 234 5']) {
      expect(reason(comma(text))).toMatch(/is not a number/);
    }
  });
});

describe('what is refused', () => {
  test('the other decimal sign, with the setting that seems right', () => {
    expect(reason(point('4,5'))).toBe('"4,5" is not a number with the decimal sign "."; decimal: "," seems right');
    expect(reason(comma('4.5'))).toBe('"4.5" is not a number with the decimal sign ","; decimal: "." seems right');
  });

  test('a number that means one thing with thousands and another with decimals', () => {
    expect(reason(comma('1.234'))).toBe(
      '"1.234" is ambiguous with the decimal sign ",": a whole number with thousands, or a fraction if decimal: "." is right',
    );
    expect(reason(point('1,234'))).toMatch(/is ambiguous/);
  });

  test('words, dates, exponents, hexadecimals, infinities, halves of numbers', () => {
    for (const text of [
      'abc',
      '9/10',
      '1e3',
      '0x1F',
      'Infinity',
      'NaN',
      '5,',
      ',5',
      '-',
      '--5',
      '5 %',
      '١٢',
      '1_000',
    ]) {
      expect([text, typeof comma(text), typeof point(text)]).toEqual([text, 'object', 'object']);
    }
  });

  test('a short placeholder is quoted, a text is not', () => {
    expect(reason(point('N/A'))).toBe('"N/A" is not a number');
    expect(reason(point('Très déçue, Mme Untel'))).toBe('a text of 21 characters is not a number');
  });

  test('a text of a million digits, at once', () => {
    expect(typeof point('1'.repeat(1_000_000))).toBe('object');
    expect(typeof point(`${'1'.repeat(500_000)}x`)).toBe('object');
  });
});

test('every number that JavaScript writes without exponent comes back as it was', () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });
  fc.assert(
    fc.property(
      numbers.filter(n => !/e/.test(String(n))),
      n => {
        const text = String(n);
        const whole = /^-?\d{1,3}\.\d{3}$/.test(text);
        expect(point(text)).toBe(n + 0);
        expect(comma(text.replace('.', ','))).toBe(n + 0);
        if (!whole && text.includes('.')) expect(typeof comma(text)).toBe('object');
      },
    ),
    { numRuns: 2_000 },
  );
});

test('no text makes it throw or gives NaN', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), text => {
      const value = comma(text);
      expect(typeof value === 'object' || Number.isFinite(value)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
