import { expect, test } from 'vitest';
import { z } from 'zod';
import { condition } from '../../../core/plugin/condition-schema.ts';
import { defineSegmentation } from '../../../core/sdk.ts';
import { pipelineJsonSchema, projectJsonSchema } from '../../../core/spec/json-schema.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';

type Schema = { readonly [key: string]: unknown };

const recursive = defineSegmentation({
  id: 'recursive-segment',
  version: '1.0.0',
  title: 'Options that refer to themselves',
  stability: 'beta',
  examples: [],
  options: z.strictObject({ when: condition.describe('Rule.') }),
  scheme: options => ({ name: 'one', rules: [{ name: 'in', when: options.when }], otherwise: null }),
});
const registry = fakeRegistry({
  kind: 'segmentation',
  id: 'recursive-segment',
  from: 'test',
  load: async () => recursive,
});
const pipeline = (await pipelineJsonSchema(registry, ['monthly-cx'])) as Schema;

const at = (schema: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], schema);

function parts(schema: unknown): readonly Schema[] {
  if (Array.isArray(schema)) return schema.flatMap(parts);
  if (schema === null || typeof schema !== 'object') return [];
  return [schema as Schema, ...Object.values(schema).flatMap(parts)];
}

test('the schema is draft-07, which YAML editors understand, and refuses unknown keys', () => {
  expect(pipeline.$schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(pipeline.additionalProperties).toBe(false);
  expect(Object.keys(pipeline.properties as Schema)).toContain('kpis');
});

test('every reference of the schema leads to a definition, those of recursive plugin options too', () => {
  const references = parts(pipeline).flatMap(part => (typeof part.$ref === 'string' ? [part.$ref] : []));
  expect(references.some(reference => reference.includes('recursive-segment'))).toBe(true);
  for (const reference of references) expect(at(pipeline, ...reference.slice(2).split('/'))).toBeTypeOf('object');
});

test('use offers the plugins that fit the place, and with follows the one that is named', () => {
  const kpi = at(pipeline, 'properties', 'kpis', 'items') as Schema;
  expect(at(kpi, 'properties', 'use', 'enum')).toEqual(['nps', 'csat', 'net-sentiment', 'volume']);
  const csat = (kpi.allOf as Schema[]).find(one => at(one, 'if', 'properties', 'use', 'const') === 'csat');
  expect(Object.keys(at(csat, 'then', 'properties', 'with', 'properties') as Schema)).toEqual([
    'scale',
    'positive_from',
    'min_n',
  ]);
  expect(at(csat, 'then', 'properties', 'with', 'additionalProperties')).toBe(false);
  const step = at(pipeline, 'properties', 'steps', 'items', 'properties', 'use', 'enum');
  expect(step).toEqual(['language', 'redact-pii', 'plain-sentiment', 'rules-segment', 'recursive-segment']);
  expect(at(pipeline, 'properties', 'report', 'items', 'properties', 'use', 'enum')).toEqual(['monthly-cx']);
});

test('a file that extends another may leave out what the other says', () => {
  expect(pipeline.required).toEqual([]);
  expect(at(pipeline, 'properties', 'steps', 'items', 'required')).toEqual(['id']);
  expect(at(pipeline, 'properties', 'kpis', 'items', 'required')).toEqual(['use']);
  expect((at(pipeline, 'properties', 'sources', 'additionalProperties') as Schema).required).toBeUndefined();
});

test('every key of the language says what it is for, in the pipeline and in the project file', () => {
  const fakeOptions = new Set([
    'all',
    'any',
    'not',
    'name',
    'rules',
    'when',
    'otherwise',
    'requests',
    'per',
    'fr',
    'en',
  ]);
  const undescribed = [...parts(pipeline.properties), ...parts(projectJsonSchema())]
    .filter(part => part.type === 'object' && part.properties)
    .flatMap(part => Object.entries(part.properties as Schema))
    .filter(([key, value]) => !fakeOptions.has(key) && !('description' in (value as Schema)))
    .map(([key]) => key);
  expect(undescribed).toEqual([]);
});

test('our own notes on a schema do not reach the editor', () => {
  const keys = new Set(parts(pipeline).flatMap(part => Object.keys(part)));
  expect(keys.has('uses')).toBe(false);
  expect(keys.has('secret')).toBe(false);
});
