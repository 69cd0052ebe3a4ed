import { expect, test } from 'vitest';
import { dimensionLabel, valueLabel } from '../../../core/report/label.ts';

test('the dimensions of the product have names in both languages, an attribute or a segment scheme goes by its own', () => {
  expect(dimensionLabel('touchpoint')).toEqual({ fr: 'point de contact', en: 'touchpoint' });
  expect(dimensionLabel('attribute.code_postal')).toEqual({ fr: 'code postal', en: 'code postal' });
  expect(dimensionLabel('segment.loyalty')).toEqual({ fr: 'loyalty', en: 'loyalty' });
});

test('known channels and languages are named, anything else is printed as it is', () => {
  expect(valueLabel('channel', 'phone')).toEqual({ fr: 'Téléphone', en: 'Phone' });
  expect(valueLabel('language', 'de')).toEqual({ fr: 'Allemand', en: 'German' });
  expect(valueLabel('channel', 'Boutique 12')).toEqual({ fr: 'Boutique 12', en: 'Boutique 12' });
  expect(valueLabel('touchpoint', 'phone')).toEqual({ fr: 'phone', en: 'phone' });
});

test('a value or a dimension that is called like a built-in property is only text', () => {
  expect(valueLabel('channel', 'constructor')).toEqual({ fr: 'constructor', en: 'constructor' });
  expect(dimensionLabel('attribute.toString')).toEqual({ fr: 'toString', en: 'toString' });
  expect(valueLabel('constructor', 'name').fr).toBe('name');
});

test('no value is "not given", an empty one is text', () => {
  expect(valueLabel('channel', null)).toEqual({ fr: 'Non renseigné', en: 'Not given' });
  expect(valueLabel('attribute.region', '')).toEqual({ fr: '', en: '' });
});
