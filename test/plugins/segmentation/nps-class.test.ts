import { expect, test } from 'vitest';
import { holds } from '../../../core/model/condition.ts';
import { npsClass } from '../../../plugins/segmentation/nps-class.ts';
import { segmentationContract } from '../../contracts/segmentation.ts';

segmentationContract(npsClass, [{}, { name: 'advocacy', on: 'recommend' }]);

/** The segment of a feedback with one answer, found as the warehouse finds it: by the first rule that holds. */
function segmentOf(answer: number | null | undefined, options: object = {}, question = 'nps'): string | null {
  const scheme = npsClass.scheme(npsClass.options.parse(options), 'classes');
  const fields: Readonly<Record<string, number | null | undefined>> = { [`answer.${question}`]: answer };
  return scheme.rules.find(rule => holds(rule.when, field => fields[field]))?.name ?? scheme.otherwise;
}

test('9 and above are promoters, 7 up to 9 passives, below 7 detractors', () => {
  expect([0, 6, 7, 8, 9, 10].map(answer => segmentOf(answer))).toEqual([
    'detractor',
    'detractor',
    'passive',
    'passive',
    'promoter',
    'promoter',
  ]);
});

test('6.5 is a detractor and 8.5 a passive', () => {
  expect(segmentOf(6.5)).toBe('detractor');
  expect(segmentOf(8.5)).toBe('passive');
});

test('no answer, or one off the scale, has no class', () => {
  for (const answer of [null, undefined, -1, 11]) expect(segmentOf(answer)).toBeNull();
});

test('another question can decide', () => {
  expect(segmentOf(10, { on: 'recommend' }, 'recommend')).toBe('promoter');
  expect(segmentOf(10, { on: 'recommend' })).toBeNull();
});
