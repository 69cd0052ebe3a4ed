import fc from 'fast-check';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { expect, test } from 'vitest';
import { dailyPartsSql } from '../../../core/warehouse/kpi-parts-sql.ts';
import { answerKpi, pipeline, timezone } from './given-feedback.ts';

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: db => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const compile = (name: string, value: string, on: string) =>
  dailyPartsSql(
    answerKpi({
      on,
      by: [`attribute.${name}`, `segment.${name}`],
      parts: { [name]: { of: 'count', when: { any: [{ value: { eq: value } }, { value: { contains: value } }] } } },
    }),
    { pipeline, timezone, days: null },
  ).compile(compiler);

test('no name, value or question ever becomes part of the statement', () => {
  const plain = compile('region', '9', 'nps');
  const text = fc.string({ unit: 'grapheme' }).filter(one => !/[\0\p{Surrogate}]/u.test(one));
  fc.assert(
    fc.property(text, fc.integer().map(String), text, (name, value, on) => {
      const one = compile(name, value, on);
      expect(one.sql).toBe(plain.sql);
      expect(one.parameters).toContain(name);
      expect(one.parameters).toContain(on);
    }),
    { numRuns: 150 },
  );
});

test('a statement without dimensions has one cell a day', () => {
  const { sql } = dailyPartsSql(answerKpi(), { pipeline, timezone, days: null }).compile(compiler);
  expect(sql).toContain('array[]::text[]::text as cell');
  expect(sql).toMatch(/group by "day"$/);
});

test('days are bound as ranges, and the index on time can find them', () => {
  const days = [{ first: '2026-10-01', last: '2026-10-31' }];
  const { sql, parameters } = dailyPartsSql(answerKpi(), { pipeline, timezone, days }).compile(compiler);
  expect(sql).toContain('f.occurred_at >=');
  expect(parameters).toContainEqual(['2026-10-01']);
  expect(parameters).toContainEqual(['2026-10-31']);
});
