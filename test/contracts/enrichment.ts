import { describe, expect, test } from 'vitest';
import type { Enrichment, Feedback, Refusal } from '../../core/sdk.ts';
import { contextFor, firedSignal, outputOf } from './plugin-context.ts';
import { selfDescriptionContract } from './self-description.ts';

/** A feedback with nothing in it but what is given. */
export const feedbackWith = (given: Partial<Feedback>): Feedback => ({
  externalId: 'r-1',
  occurredAt: '2026-10-12T09:30:00.000Z',
  customer: null,
  channel: null,
  touchpoint: null,
  language: null,
  comment: null,
  answers: {},
  texts: {},
  attributes: {},
  ...given,
});

/**
 * What every enrichment must keep to, whoever wrote it.
 *
 * @param enrichment - the plugin
 * @param cases - `options` to try beside the defaults, and `feedback` that it really changes
 */
export function enrichmentContract<Options>(
  enrichment: Enrichment<Options>,
  cases: { readonly options: readonly object[]; readonly feedback: readonly Feedback[] },
): void {
  const parsed = [{}, ...cases.options].map(given => enrichment.options.parse(given));
  const empty = feedbackWith({ externalId: 'empty' });
  const batch = [...cases.feedback, empty, ...cases.feedback];
  const enrich = async (options: Options, items: readonly Feedback[]): Promise<readonly (Feedback | Refusal)[]> =>
    (await enrichment.open(contextFor(options)))(items);

  describe('enrichment contract: what it says of itself', () => {
    selfDescriptionContract(enrichment, 'enrichment');

    test('works before the first write, and says what it reads and fills', () => {
      expect(enrichment.stage).toBe('before-write');
      expect(enrichment.reads.length).toBeGreaterThan(0);
      expect(enrichment.writes.length).toBeGreaterThan(0);
    });
  });

  describe('enrichment contract: what it does', () => {
    test('gives back as many items as it gets, each at its place', async () => {
      for (const options of parsed) {
        expect(await enrich(options, [])).toEqual([]);
        const back = await enrich(options, batch);
        expect(back.length).toBe(batch.length);
        for (const [index, item] of back.entries()) {
          if (!('refuse' in item)) expect(item.externalId).toBe(batch[index]!.externalId);
        }
      }
    });

    test('changes something in its own cases, and nothing but the fields that it says it fills', async () => {
      for (const options of parsed) {
        const back = await enrich(options, batch);
        expect(back).not.toEqual(batch);
        for (const [index, item] of back.entries()) {
          if ('refuse' in item) continue;
          const rest = Object.fromEntries(enrichment.writes.map(field => [field, batch[index]![field]]));
          expect({ ...item, ...rest }).toEqual(batch[index]);
        }
      }
    });

    test('gives the same for the same, alone or in company, opened once or twice', async () => {
      for (const options of parsed) {
        const whole = await enrich(options, batch);
        const opened = await enrichment.open(contextFor(options));
        const single: (Feedback | Refusal)[] = [];
        for (const item of [...batch].reverse()) single.unshift(...(await opened([item])));
        expect(single).toEqual(whole);
      }
    });

    test('changes nothing more when it works on its own result', async () => {
      for (const options of parsed) {
        const once = (await enrich(options, batch)).filter((item): item is Feedback => !('refuse' in item));
        expect(await enrich(options, once)).toEqual(once);
      }
    });

    test('leaves what it gets untouched', async () => {
      const before = structuredClone(batch);
      for (const options of parsed) await enrich(options, batch);
      expect(batch).toEqual(before);
    });

    test('gives back what JSON carries unchanged', async () => {
      for (const options of parsed) {
        const back = await enrich(options, batch);
        expect(JSON.parse(JSON.stringify(back))).toEqual(back);
      }
    });

    test('stops when it is told to', async () => {
      for (const options of parsed) {
        const stopped = async (): Promise<unknown> =>
          (await enrichment.open(contextFor(options, { signal: firedSignal() })))(batch);
        await expect(stopped()).rejects.toThrow('cancelled by the test');
      }
    });

    test('writes nothing to stdout or stderr', async () => {
      for (const options of parsed) expect(await outputOf(() => enrich(options, batch))).toBe('');
    });
  });
}
