import { describe, expect, test } from 'vitest';
import { createFormat } from '../../../reports/html/format.ts';

const fr = createFormat('fr', 'Europe/Paris');
const en = createFormat('en', 'Europe/Paris');
const n = '\u202f';
const s = '\u00a0';

describe('numbers', () => {
  test('French groups with a narrow no-break space and has a decimal comma', () => {
    expect(fr.number(1234.5, 1)).toBe(`1${n}234,5`);
    expect(en.number(1234.5, 1)).toBe('1,234.5');
  });

  test('a minus is U+2212 in both languages', () => {
    expect(fr.number(-5.7, 1)).toBe('\u22125,7');
    expect(en.signed(-5.7, 1)).toBe('\u22125.7');
  });

  test('zero, and what rounds to it, has no sign', () => {
    expect(fr.number(-0.04, 1)).toBe('0,0');
    expect(fr.signed(0.04, 1)).toBe('0,0');
    expect(fr.signed(-0.04, 1)).toBe('0,0');
  });

  test('a plus is written only where a sign is asked for', () => {
    expect(fr.signed(5.7, 1)).toBe('+5,7');
    expect(fr.number(5.7, 1)).toBe('5,7');
  });

  test('61 promoters less 34 detractors of 174 prints 16, since rounding happens once', () => {
    // 35.06 - 19.54 = 15.517…, while 35 - 20 would be 15
    expect(fr.number((100 * (61 - 34)) / 174, 0)).toBe('16');
  });

  test('a percentage takes its sign, with a narrow space in French', () => {
    expect(fr.percent(12.3, 1)).toBe(`12,3${n}%`);
    expect(en.percent(12.3, 1)).toBe('12.3%');
  });

  test('a difference of percentages is in points, plural as the language has it', () => {
    const style = { digits: 1, unit: 'percent', signed: true } as const;
    expect(fr.quantity(1.3, style)).toBe(`+1,3${s}pt`);
    expect(en.quantity(1.3, style)).toBe(`+1.3${s}pts`);
    expect(fr.quantity(-6.4, style)).toBe(`\u22126,4${s}pts`);
  });

  test('points and scores stand bare', () => {
    expect(fr.quantity(-5.7, { digits: 1, unit: 'plain', signed: true })).toBe('\u22125,7');
    expect(fr.quantity(27.4, { digits: 1, unit: 'points', signed: false })).toBe('27,4');
  });
});

describe('probabilities', () => {
  test('are told to three decimals, and below 0.001 as such', () => {
    expect(fr.probability(0.0042, 'p')).toBe(`p${s}=${s}0,004`);
    expect(en.probability(0.0001, 'p')).toBe(`p${s}<${s}0.001`);
    expect(en.probability(0.0001, null)).toBe(`<${s}0.001`);
  });
});

describe('dates', () => {
  test('the first of a month is 1er in French alone', () => {
    expect(fr.dateTime('2026-10-31T23:00:00.000Z')).toBe(`1er${s}novembre${s}2026, 00:00 (Paris)`);
    expect(en.dateTime('2026-10-31T23:00:00.000Z')).toBe(`1${s}November${s}2026, 00:00 (Paris)`);
  });

  test('an instant is told in the zone of the report', () => {
    expect(createFormat('fr', 'Asia/Kathmandu').date('2026-10-13T20:00:00.000Z', 'short')).toBe(`14${s}oct.`);
    expect(fr.date('2026-10-13T20:00:00.000Z', 'short')).toBe(`13${s}oct.`);
  });

  test('a period ends on its last day, not on the next midnight', () => {
    const window = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-15T22:00:00.000Z' };
    expect(fr.period(window)).toBe(`1er${s}octobre${s}2026 – 15${s}octobre${s}2026`);
  });

  test('months have three lengths', () => {
    expect(fr.month('2026-10', 'long')).toBe(`octobre${s}2026`);
    expect(fr.month('2026-10', 'short')).toBe(`oct.${s}2026`);
    expect(fr.month('2026-10', 'name')).toBe('octobre');
  });
});

test('lists take the language’s conjunction', () => {
  expect(fr.list(['le NPS', 'la satisfaction', 'l’effort'])).toBe('le NPS, la satisfaction et l’effort');
  expect(en.list(['NPS', 'effort'])).toBe('NPS and effort');
});
