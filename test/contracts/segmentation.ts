import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../core/model/condition.ts';
import type { Segmentation } from '../../core/sdk.ts';
import { selfDescriptionContract } from './self-description.ts';

/** Fields that a rule may test; a bare other name is an attribute. */
const fieldForm = /^(?:channel|touchpoint|language|source|(?:answer|attribute)\.[a-z][a-z0-9_]*|[a-z][a-z0-9_]*)$/;

/**
 * What every segmentation must keep to, whoever wrote it.
 *
 * @param segmentation - the plugin
 * @param options - options to try
 */
export function segmentationContract<Options>(segmentation: Segmentation<Options>, options: readonly object[]): void {
  const schemes = options.map(given => segmentation.scheme(segmentation.options.parse(given), 'my-step'));

  describe('segmentation contract: what it says of itself', () => {
    selfDescriptionContract(segmentation, 'segmentation');
  });

  describe('segmentation contract: what it assigns', () => {
    test('names its scheme so that it can stand in "by: segment.<name>"', () => {
      for (const scheme of schemes) expect(scheme.name).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
    });

    test('has rules with names that can be printed, over fields that a feedback has', () => {
      for (const scheme of schemes) {
        expect(scheme.rules.length).toBeGreaterThan(0);
        for (const rule of scheme.rules) {
          expect(rule.name.trim()).toBe(rule.name);
          expect(rule.name.length).toBeGreaterThan(0);
          expect(fieldsOf(rule.when).length).toBeGreaterThan(0);
          for (const field of fieldsOf(rule.when)) expect(field).toMatch(fieldForm);
        }
      }
    });

    test('gives the same scheme for the same options, as plain JSON', () => {
      const again = options.map(given => segmentation.scheme(segmentation.options.parse(given), 'my-step'));
      expect(again).toEqual(schemes);
      expect(JSON.parse(JSON.stringify(schemes))).toEqual(schemes);
    });
  });
}
