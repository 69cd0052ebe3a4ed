import { expect, test } from 'vitest';
import { buildReport } from '../../../core/report/build.ts';
import { lumiere } from './lumiere.ts';
import { memoryReader } from './memory-reader.ts';

const model = await buildReport(lumiere.input, memoryReader(lumiere.memory));

test('the model of the shop is the kept one', async () => {
  await expect(`${JSON.stringify(model, null, 1)}\n`).toMatchFileSnapshot('../../fixtures/report-model.json');
});
