import fc from 'fast-check';
import { expect, test } from 'vitest';
import { volume } from '../../../plugins/kpis/volume.ts';
import { kpiContract } from '../../contracts/kpi.ts';

kpiContract(volume, { options: [], parts: fc.nat(1e6).map(n => ({ n })) });

test('the volume is the count itself, without interval or test', () => {
  expect(volume.measure({ n: 1243 }, {})).toMatchObject({
    value: 1243,
    n: 1243,
    low: null,
    high: null,
    method: 'count',
  });
  expect(volume.compare({ n: 1243 }, { n: 900 }, {})).toBeNull();
});
