import { expect, test } from 'vitest';
import { namesOf } from '../../../core/report/label.ts';

const labels = {
  dimensions: { 'attribute.region': { fr: 'région', en: 'region' } },
  channel: { phone: { fr: 'Centre d’appels', en: 'Call centre' } },
};

test('a dimension is called by its usual name, an attribute or a segment scheme by its own', () => {
  expect(namesOf('touchpoint', {}).dimension).toEqual({ fr: 'point de contact', en: 'touchpoint' });
  expect(namesOf('attribute.code_postal', {}).dimension).toEqual({ fr: 'code postal', en: 'code postal' });
  expect(namesOf('segment.loyalty', {}).dimension).toEqual({ fr: 'loyalty', en: 'loyalty' });
});

test('usual channels and languages have names in both languages, any other value is printed as it is', () => {
  expect(namesOf('channel', {}).valueOf('phone')).toEqual({ fr: 'Téléphone', en: 'Phone' });
  expect(namesOf('language', {}).valueOf('de')).toEqual({ fr: 'Allemand', en: 'German' });
  expect(namesOf('channel', {}).valueOf('Boutique 12')).toEqual({ fr: 'Boutique 12', en: 'Boutique 12' });
  expect(namesOf('touchpoint', {}).valueOf('phone')).toEqual({ fr: 'phone', en: 'phone' });
});

test('what the pipeline calls a dimension or a value comes first', () => {
  expect(namesOf('attribute.region', labels).dimension).toEqual({ fr: 'région', en: 'region' });
  expect(namesOf('channel', labels).valueOf('phone')).toEqual({ fr: 'Centre d’appels', en: 'Call centre' });
  expect(namesOf('channel', labels).valueOf('web')).toEqual({ fr: 'Web', en: 'Web' });
});

test('data that is called like a property of every object is only data', () => {
  expect(namesOf('channel', labels).valueOf('constructor')).toEqual({ fr: 'constructor', en: 'constructor' });
  expect(namesOf('attribute.toString', labels).dimension).toEqual({ fr: 'toString', en: 'toString' });
  expect(namesOf('constructor', {}).valueOf('name').fr).toBe('name');
});

test('an absent value is not given, an empty one is empty', () => {
  expect(namesOf('channel', {}).valueOf(null)).toEqual({ fr: 'Non renseigné', en: 'Not given' });
  expect(namesOf('attribute.region', {}).valueOf('')).toEqual({ fr: '', en: '' });
});
