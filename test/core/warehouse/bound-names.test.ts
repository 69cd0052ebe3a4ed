import fc from 'fast-check';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { expect, test } from 'vitest';
import { readFeedback } from '../../../core/warehouse/feedback-read.ts';
import { readQuotes } from '../../../core/warehouse/quotes-read.ts';
import { assignScheme } from '../../../core/warehouse/segment.ts';
import type { Tables } from '../../../core/warehouse/tables.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import { all } from './load-fixture.ts';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What is sent to a store that has nothing. */
async function sentBy(work: (wh: Warehouse) => Promise<unknown>): Promise<readonly Statement[]> {
  const sent: Statement[] = [];
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: given => new PostgresIntrospector(given),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => {
      sent.push({ sql: query.sql, parameters: query.parameters });
    },
  });
  await work({ db, transaction: given => db.transaction().execute(given) } as Warehouse);
  return sent;
}

const window = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' };
const timezone = 'Europe/Paris';

/** Reads and writes with a name and a value wherever a pipeline may write one. */
const works: Readonly<Record<string, (name: string, value: string) => (wh: Warehouse) => Promise<unknown>>> = {
  'a read of feedback': (name, value) => wh =>
    all(readFeedback(wh, { pipeline: name, window, limit: 3, where: { [`attribute.${name}`]: { eq: value } } })),
  'a read of quotes': (name, value) => wh =>
    readQuotes(wh, {
      ...{ pipeline: name, window, on: `q ${name}`, limit: 3 },
      where: { [`attribute.${name}`]: { in: [value] }, [`answer.${name}`]: { gte: 3 }, channel: { prefix: value } },
    }),
  'an assignment of segments': (name, value) => wh =>
    assignScheme(wh, {
      ...{ pipeline: name, timezone },
      scheme: {
        name: `s ${name}`,
        rules: [{ name: value, when: { [`attribute.${name}`]: { eq: value } } }],
        otherwise: `o ${name}`,
      },
    }),
};

test.each(Object.entries(works))('in %s no name and no value is ever part of a statement', async (_what, workWith) => {
  const plain = await sentBy(workWith('region', 'Nord'));
  expect(plain.length).toBeGreaterThan(0);
  const text = fc.string({ unit: 'grapheme' }).filter(one => !/[\0\p{Surrogate}]/u.test(one));
  const property = fc.asyncProperty(text, text, async (name, value) => {
    const sent = await sentBy(workWith(name, value));
    expect(sent.map(one => one.sql)).toEqual(plain.map(one => one.sql));
    expect(sent.flatMap(one => one.parameters)).toContain(name);
  });
  await fc.assert(property, { numRuns: 60 });
});
