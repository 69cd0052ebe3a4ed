import { expect, test } from 'vitest';
import { isIban, isLuhn, nirKey } from '../../../../plugins/enrichments/redact-pii/checksums.ts';

test('the key of a social security number is 97 minus its remainder by 97', () => {
  expect(nirKey('2061275111005')).toBe(64);
  expect(nirKey('1850575111042')).toBe(71);
});

test('in Corsica 2A counts as 19 and 2B as 18', () => {
  expect(nirKey('185052A004058')).toBe(24);
  expect(nirKey('290012B033027')).toBe(17);
  expect(nirKey('185052a004058')).toBe(24);
});

test('an IBAN leaves 1 by 97, and no other last digit does', () => {
  expect(isIban('FR1420041010050500013M02606')).toBe(true);
  for (const digit of '012345789') expect(isIban(`FR1420041010050500013M0260${digit}`)).toBe(false);
});

test('an IBAN of 34 characters is read exactly, beyond the safe integers', () => {
  // Malta has the longest that is in use: 31 characters, 35 digits once its letters are numbers.
  expect(isIban('MT84MALT011000012345MTLCAST001S')).toBe(true);
  expect(isIban('MT84MALT011000012345MTLCAST001T')).toBe(false);
  expect(isIban('FR14 2004')).toBe(false);
});

test('card numbers of the networks pass the Luhn check, and changing one digit breaks it', () => {
  for (const number of ['4111111111111111', '4539578763621486', '378282246310005', '30569309025904']) {
    expect(isLuhn(number)).toBe(true);
    expect(isLuhn(`${(Number(number[0]) + 1) % 10}${number.slice(1)}`)).toBe(false);
  }
});
