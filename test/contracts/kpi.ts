import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Comparison, Kpi, Measure, Parts } from '../../core/sdk.ts';

const languages = ['fr', 'en'] as const;

/** Parts as a cell could really have them: `n` at least as large as each count. */
export type PartsOf = fc.Arbitrary<Parts>;

/**
 * What every KPI must keep to, whoever wrote it.
 *
 * @param kpi - the plugin
 * @param cases - `options` to try beside the defaults, and `parts` that a cell could have
 */
export function kpiContract<Options>(
  kpi: Kpi<Options>,
  cases: { readonly options: readonly unknown[]; readonly parts: PartsOf },
): void {
  const parsed = [{}, ...cases.options].map(given => kpi.options.parse(given));

  describe('KPI contract: what it says of itself', () => {
    test('has an id and a semantic version', () => {
      expect(kpi.kind).toBe('kpi');
      expect(kpi.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(kpi.version).toMatch(/^\d+\.\d+\.\d+$/);
    });

    test('describes every option and refuses unknown ones', () => {
      const schema = z.toJSONSchema(kpi.options, { io: 'input' });
      for (const [name, option] of Object.entries(schema.properties ?? {})) {
        expect(typeof option === 'object' ? option.description : null, name).toMatch(/\S/);
      }
      expect(kpi.options.safeParse({ surely_not_an_option: 1 }).success).toBe(false);
    });

    test('has examples that are valid YAML and valid options', () => {
      expect(kpi.examples.length).toBeGreaterThan(0);
      for (const { yaml } of kpi.examples) {
        const example = parse(yaml) as { use: string; with?: unknown };
        expect(example.use).toBe(kpi.id);
        expect(kpi.options.safeParse(example.with ?? {}).success, yaml).toBe(true);
      }
    });

    test('has a label, a noun and a definition in both languages', () => {
      for (const options of parsed) {
        for (const text of [kpi.label(options), kpi.noun, kpi.definition(options)]) {
          for (const language of languages) expect(text[language].trim().length).toBeGreaterThan(1);
        }
        for (const language of languages) {
          expect(kpi.definition(options)[language]).toMatch(/\.$/);
          expect(`${kpi.label(options)[language]}${kpi.definition(options)[language]}`).not.toMatch(
            /undefined|NaN|null/,
          );
        }
      }
    });

    test('names its parts, a base among them', () => {
      for (const options of parsed) expect(Object.keys(kpi.parts(options))).toContain('n');
    });
  });

  describe('KPI contract: what it measures', () => {
    test('an empty cell has no value, a base of 0 and no interval', () => {
      for (const options of parsed) {
        const zeros = Object.fromEntries(Object.keys(kpi.parts(options)).map(name => [name, 0]));
        for (const empty of [{}, zeros]) {
          expect(kpi.measure(empty, options)).toMatchObject({
            value: null,
            n: 0,
            low: null,
            high: null,
            variance: null,
          });
          expect(kpi.compare(empty, empty, options)).toBeNull();
        }
      }
    });

    test('every measure is finite, survives JSON, and lies in its range and its interval', () => {
      fc.assert(
        fc.property(cases.parts, fc.constantFrom(...parsed), (parts, options) => {
          const measure = kpi.measure(parts, options);
          expect(JSON.parse(JSON.stringify(measure))).toEqual(measure);
          expectSound(measure, kpi.range(options));
        }),
      );
    });

    test('parts add up: the base of two cells together is the sum of their bases', () => {
      fc.assert(
        fc.property(cases.parts, cases.parts, fc.constantFrom(...parsed), (left, right, options) => {
          const both = add(left, right);
          const measure = kpi.measure(both, options);
          expect(measure.n).toBe(kpi.measure(left, options).n + kpi.measure(right, options).n);
          expectSound(measure, kpi.range(options));
          expectBetween(measure, kpi.measure(left, options), kpi.measure(right, options));
        }),
      );
    });

    test('a comparison is finite, survives JSON, and turns with its sides', () => {
      fc.assert(
        fc.property(cases.parts, cases.parts, fc.constantFrom(...parsed), (left, right, options) => {
          const there = kpi.compare(left, right, options);
          const back = kpi.compare(right, left, options);
          expect(JSON.parse(JSON.stringify(there))).toEqual(there);
          expect(there === null).toBe(back === null);
          if (there && back) expectOpposite(there, back);
        }),
      );
    });
  });
}

const add = (left: Parts, right: Parts): Parts =>
  Object.fromEntries(
    [...new Set([...Object.keys(left), ...Object.keys(right)])].map(name => [
      name,
      (left[name] ?? 0) + (right[name] ?? 0),
    ]),
  );

function expectSound(measure: Measure, range: readonly [number, number] | null): void {
  const numbers = [measure.value, measure.numerator, measure.denominator, measure.low, measure.high, measure.variance];
  for (const number of numbers) expect(number === null || Number.isFinite(number)).toBe(true);
  expect(measure.value === null).toBe(measure.n === 0);
  const { value, low, high } = measure;
  if (value !== null && range) {
    expect(value).toBeGreaterThanOrEqual(range[0]);
    expect(value).toBeLessThanOrEqual(range[1]);
  }
  expect(low === null).toBe(high === null);
  // Below the privacy base of 5 nothing is printed, and an adjusted interval may there miss a unanimous value.
  if (value !== null && low !== null && high !== null && measure.n >= 5) {
    expect(low).toBeLessThanOrEqual(value + 1e-9);
    expect(high).toBeGreaterThanOrEqual(value - 1e-9);
  }
}

/** A pooled mean lies between the two; a count does not, so only figures with a variance are held to it. */
function expectBetween(both: Measure, left: Measure, right: Measure): void {
  if (both.variance === null || both.value === null || left.value === null || right.value === null) return;
  expect(both.value).toBeGreaterThanOrEqual(Math.min(left.value, right.value) - 1e-9);
  expect(both.value).toBeLessThanOrEqual(Math.max(left.value, right.value) + 1e-9);
}

function expectOpposite(there: Comparison, back: Comparison): void {
  expect(there.delta).toBeCloseTo(-back.delta, 9);
  expect(there.low).toBeCloseTo(-back.high, 9);
  if (there.p !== null) {
    expect(there.p).toBeCloseTo(back.p ?? Number.NaN, 9);
    expect(there.p).toBeGreaterThanOrEqual(0);
    expect(there.p).toBeLessThanOrEqual(1);
  }
  expect(there.low).toBeLessThanOrEqual(there.delta);
  expect(there.high).toBeGreaterThanOrEqual(there.delta);
}
