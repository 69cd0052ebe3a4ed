import { expect, test } from 'vitest';
import { holds } from '../../../core/model/condition.ts';
import type { Scalar } from '../../../core/sdk.ts';
import { rulesSegment } from '../../../plugins/segmentation/rules-segment.ts';
import { segmentationContract } from '../../contracts/segmentation.ts';

const loyalty = {
  rules: [
    { name: 'gold', when: { tier: { in: ['gold', 'platinum'] } } },
    { name: 'web', when: { all: [{ channel: { eq: 'web' } }, { not: { 'answer.nps': { lt: 7 } } }] } },
  ],
};

segmentationContract(rulesSegment, [loyalty, { ...loyalty, name: 'loyalty', otherwise: 'other' }]);

const schemeOf = (options: object, step = 'my-loyalty') =>
  rulesSegment.scheme(rulesSegment.options.parse(options), step);

function segmentOf(fields: Readonly<Record<string, Scalar>>, options: object): string | null {
  const scheme = schemeOf(options);
  return scheme.rules.find(rule => holds(rule.when, field => fields[field]))?.name ?? scheme.otherwise;
}

test('the first rule that holds names the segment', () => {
  expect(segmentOf({ tier: 'gold', channel: 'web' }, loyalty)).toBe('gold');
  expect(segmentOf({ tier: 'silver', channel: 'web', 'answer.nps': 9 }, loyalty)).toBe('web');
});

test('feedback that no rule takes has no segment, or the one named by `otherwise`', () => {
  expect(segmentOf({ channel: 'phone' }, loyalty)).toBeNull();
  expect(segmentOf({ channel: 'phone' }, { ...loyalty, otherwise: 'other' })).toBe('other');
});

test("a scheme without a name has the step's id, with _ for -", () => {
  expect(schemeOf(loyalty).name).toBe('my_loyalty');
  expect(schemeOf({ ...loyalty, name: 'club' }).name).toBe('club');
});

test('a rule with a misspelt comparison, without a test or without a name is refused at its place', () => {
  const issueAt = (rules: unknown) => rulesSegment.options.safeParse({ rules }).error?.issues[0]?.path;
  expect(issueAt([{ name: 'a', when: { tier: { inn: ['gold'] } } }])).toEqual(['rules', 0, 'when', 'tier']);
  expect(issueAt([{ name: 'a', when: {} }])).toEqual(['rules', 0, 'when']);
  expect(issueAt([{ name: ' ', when: { tier: { eq: 1 } } }])).toEqual(['rules', 0, 'name']);
  expect(issueAt([])).toEqual(['rules']);
});

test('a name that cannot stand in "segment.<name>" is refused', () => {
  for (const name of ['Gold', 'my-scheme', 'pg_x', 'verbatim_x', '1a', '']) {
    expect(rulesSegment.options.safeParse({ ...loyalty, name }).success, name).toBe(false);
  }
});
