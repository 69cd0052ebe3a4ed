import { expect, test } from 'vitest';
import { restate } from '../../../core/report/restate.ts';
import { build, inputOf, month, npsFact } from './scene.ts';

const [early, onTime, later] = ['2026-10-05T06:00:00.000Z', '2026-11-02T06:00:00.000Z', '2026-12-02T06:00:00.000Z'];
const model = (promoters: number, asOf: string) =>
  build([npsFact(month, null, [promoters, 30, 20])], [], inputOf({ asOf }));

test('a closed period whose figures have changed restates the issue before', async () => {
  const [first, second] = [await model(50, onTime), await model(51, later)];
  const restated = restate(second, { version: 1, model: first });
  expect(restated.restates).toEqual({ version: 1, asOf: onTime });
  expect(restated.digest).not.toBe(second.digest);
});

test('the same figures issued later restate nothing', async () => {
  const second = await model(50, later);
  expect(restate(second, { version: 1, model: await model(50, onTime) })).toBe(second);
});

test('a restated report that is issued again says the same as before, to the byte', async () => {
  const once = restate(await model(51, later), { version: 1, model: await model(50, onTime) });
  expect(restate(await model(51, later), { version: 2, model: once })).toEqual(once);
});

/** The model of 12 answers, and what a stream had at that time; another stream of the pipeline has nothing yet. */
async function modelOver(asOf: string, quarantined: number, streams: readonly string[] = ['answers']) {
  const made = await model(50, asOf);
  const read = { feedback: 12, first: `${month}-01T08:00:00.000Z`, last: `${month}-30T08:00:00.000Z` };
  const none = { feedback: 0, first: null, last: null };
  const sources = streams.map((stream, index) => ({
    ...{ source: 'survey', stream, quarantined },
    ...(index === 0 ? read : none),
  }));
  return { ...made, coverage: { ...made.coverage, sources } };
}

test('records put into the quarantine since, or a stream without feedback in the period, restate nothing', async () => {
  const first = await modelOver(onTime, 0);
  for (const second of [await modelOver(later, 3), await modelOver(later, 0, ['answers', 'calls'])]) {
    expect(restate(second, { version: 1, model: first })).toBe(second);
  }
});

test('feedback that moved from one stream to another restates, though the sum is the same', async () => {
  const first = await modelOver(onTime, 0);
  const second = await modelOver(later, 0, ['calls']);
  expect(restate(second, { version: 1, model: first }).restates).toEqual({ version: 1, asOf: onTime });
});

test('an early issue with too few answers is provisional all the same: it restates nothing', async () => {
  const thin = await build([npsFact(month, null, [2, 1, 0])], [], inputOf({ asOf: early }));
  expect(thin.status).toBe('not-enough-data');
  expect(restate(thin, { version: 1, model: await model(50, onTime) })).toBe(thin);
});

test('what is issued first, or before its period has closed, restates nothing', async () => {
  const first = await model(50, onTime);
  expect(restate(first, null)).toBe(first);
  const provisional = await model(40, early);
  expect(restate(provisional, { version: 1, model: first })).toBe(provisional);
});
