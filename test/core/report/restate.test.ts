import { expect, test } from 'vitest';
import { restate } from '../../../core/report/restate.ts';
import { build, inputOf, month, npsFact } from './scene.ts';

const [onTime, later] = ['2026-11-02T06:00:00.000Z', '2026-12-02T06:00:00.000Z'];
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

test('what is issued first, or before its period has closed, restates nothing', async () => {
  const first = await model(50, onTime);
  expect(restate(first, null)).toBe(first);
  const early = await model(40, '2026-10-20T06:00:00.000Z');
  expect(restate(early, { version: 1, model: first })).toBe(early);
});
