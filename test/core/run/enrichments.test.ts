import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Plugin } from '../../../core/plugin/registry.ts';
import { openEnrichments } from '../../../core/run/enrichments.ts';
import type { Attempt } from '../../../core/run/runtime.ts';
import { defineEnrichment } from '../../../core/sdk.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import { feedback } from '../warehouse/load-fixture.ts';
import { planWith, runtimeWith } from './scene.ts';

/** Fails on "bad", and on everything once its attempt is told to stop, as the shipped enrichments do. */
const picky = defineEnrichment({
  ...{ id: 'picky', version: '1.0.0', title: 'Picky', stability: 'experimental', options: z.strictObject({}) },
  ...{ examples: [], stage: 'before-write', reads: ['comment'], writes: ['comment'] },
  open:
    async ({ signal }) =>
    batch =>
      batch.map(one => {
        signal.throwIfAborted();
        if (one.comment === 'bad') throw new Error('no');
        return one;
      }),
});

async function opened(signal: AbortSignal) {
  const plan = planWith({ enrich: ['picky'] });
  const node = plan.nodes[0]!;
  if (node.kind !== 'connector') throw new Error('the first node reads');
  const { runtime } = runtimeWith({} as Warehouse, [picky as unknown as Plugin]);
  const attempt: Attempt = { plan, node: node.id, run: { id: 'r', seq: 1 }, signal, emit: () => {} };
  const { apply } = await openEnrichments(node.enrich, runtime, attempt);
  return apply!;
}

const batch = [
  feedback('1', { comment: 'good' }),
  feedback('2', { comment: 'bad' }),
  feedback('3', { comment: 'good' }),
];

test('a record on which an enrichment throws is refused alone', async () => {
  const apply = await opened(new AbortController().signal);
  const back = await apply(batch);
  expect(back.map(item => ('refuse' in item ? item.refuse.code : item.comment))).toEqual(['good', 'VB2206', 'good']);
});

test('no record is refused because its attempt is told to stop: the batch is given up as a whole', async () => {
  const controller = new AbortController();
  const apply = await opened(controller.signal);
  controller.abort(new DOMException('told to stop', 'AbortError'));
  await expect(apply(batch)).rejects.toThrow('told to stop');
});
