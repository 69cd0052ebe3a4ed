import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Located, nodeAt, toJson } from '../../../core/spec/located.ts';
import { merge, settle } from '../../../core/spec/merge.ts';
import { parseYaml } from '../../../core/spec/yaml-file.ts';

const read = (text: string, file = 'x.yaml'): Located => {
  const { root, diagnostics } = parseYaml(text, file);
  expect(diagnostics).toEqual([]);
  return root!;
};
const merged = (...texts: readonly string[]): unknown =>
  toJson(
    settle(texts.map((text, index) => read(text, `${index}.yaml`)).reduce((base, over) => merge(base, over))).root,
  );

test('maps merge by key, scalars and plain lists are replaced', () => {
  const base = 'a: { b: 1, c: [1, 2] }\nd: 1\n';
  expect(merged(base, 'a: { c: [3], e: 5 }\nd: x\n')).toEqual({ a: { b: 1, c: [3], e: 5 }, d: 'x' });
});

test('steps merge by id in their order, new ones stand at the end', () => {
  const base = 'steps:\n  - { id: a, use: x, with: { p: 1, q: 2 } }\n  - { id: b, use: y }\n';
  const over = 'steps:\n  - { id: c, use: z }\n  - { id: a, with: { q: 3 } }\n';
  expect(merged(base, over)).toEqual({
    steps: [
      { id: 'a', use: 'x', with: { p: 1, q: 3 } },
      { id: 'b', use: 'y' },
      { id: 'c', use: 'z' },
    ],
  });
});

test('KPIs merge by use and question, so the same KPI on another question is another one', () => {
  const base = 'kpis:\n  - { use: csat, by: [month] }\n  - { use: csat, on: price, by: [month] }\n';
  const over = 'kpis:\n  - { use: csat, on: price, by: [channel] }\n';
  expect(merged(base, over)).toEqual({
    kpis: [
      { use: 'csat', by: ['month'] },
      { use: 'csat', on: 'price', by: ['channel'] },
    ],
  });
});

test('the second report of a template overrides the second', () => {
  const base = 'report:\n  - { use: m, audience: a }\n  - { use: m, audience: b }\n';
  const over = 'report:\n  - { use: m }\n  - { use: m, audience: c }\n';
  expect(merged(base, over)).toEqual({
    report: [
      { use: 'm', audience: 'a' },
      { use: 'm', audience: 'c' },
    ],
  });
});

test('remove: true leaves an inherited item out, and a third file may bring it back without what it was', () => {
  const base = 'steps:\n  - { id: a, use: x, with: { p: 1 } }\n  - { id: b, use: y }\n';
  const without = 'steps:\n  - { id: a, remove: true }\n';
  expect(merged(base, without)).toEqual({ steps: [{ id: 'b', use: 'y' }] });
  expect(merged(base, without, 'steps:\n  - { id: a, use: z }\n')).toEqual({
    steps: [
      { id: 'a', use: 'z' },
      { id: 'b', use: 'y' },
    ],
  });
});

test('removing what is not there is a fault at the entry', () => {
  const { diagnostics } = settle(merge(read('steps: []\n'), read('steps:\n  - { id: a, remove: true }\n')));
  expect(diagnostics.map(one => `${one.line}:${one.column} ${one.code}`)).toEqual(['2:7 VB1208']);
});

test('a value knows the values that it took the place of, nearest first', () => {
  const chain = ['a: 1\n', 'b: 0\na: 2\n', 'a: 3\n'].map((text, index) => read(text, `${index}.yaml`));
  const node = nodeAt(
    chain.reduce((base, over) => merge(base, over)),
    ['a'],
  )!;
  expect(node.from.map(({ at, value }) => `${at.file}:${at.line}:${at.column} ${JSON.stringify(value)}`)).toEqual([
    '1.yaml:2:4 2',
    '0.yaml:1:4 1',
  ]);
});

const scalar = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom('x', 'y z', ''), fc.boolean());
const key = fc.constantFrom('a', 'b', 'steps', 'kpis', 'use', 'id');
const tree = fc.letrec(tie => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('map')),
  map: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
}));
const step = fc.record(
  { id: fc.constantFrom('p', 'q', 'r'), use: fc.constantFrom('x', 'y'), with: tree.map, remove: fc.constant(true) },
  { requiredKeys: ['id'] },
);
const kpi = fc.record(
  { use: fc.constantFrom('nps', 'csat'), on: fc.constantFrom('u', 'v'), with: tree.map },
  { requiredKeys: ['use'] },
);
const pipeline = fc.record(
  {
    a: tree.value,
    steps: fc.oneof(fc.array(step, { maxLength: 4 }), scalar),
    kpis: fc.array(kpi, { maxLength: 4 }),
    report: tree.value,
  },
  { requiredKeys: [] },
);
const files = fc
  .tuple(pipeline, pipeline, pipeline)
  .map(all => all.map((one, index) => read(stringify(one), `${index}.yaml`)));

/** Everything about a tree but the span of collections, which is that of the nearest file that has one. */
const leaves = (node: Located, path = ''): readonly string[] => {
  if (node.kind === 'list')
    return [`${path} list`, ...node.items.flatMap((item, index) => leaves(item, `${path}/${index}`))];
  if (node.kind === 'map')
    return [`${path} map`, ...[...node.entries].flatMap(([name, entry]) => leaves(entry.value, `${path}/${name}`))];
  return [`${path} ${JSON.stringify(node)}`];
};

test('merging is associative, in values and in where they come from', () => {
  fc.assert(
    fc.property(files, ([a, b, c]) => {
      const left = settle(merge(merge(a!, b!), c!)).root;
      const right = settle(merge(a!, merge(b!, c!))).root;
      expect(leaves(left)).toEqual(leaves(right));
    }),
    { numRuns: 500 },
  );
});

test('every place that a value names really holds that value', () => {
  fc.assert(
    fc.property(fc.tuple(pipeline, pipeline, pipeline), all => {
      const texts = all.map(one => stringify(one));
      const roots = texts.map((text, index) => read(text, `${index}.yaml`));
      const root = roots.reduce((base, over) => merge(base, over));
      const check = (node: Located): void => {
        if (node.kind === 'list') node.items.forEach(check);
        if (node.kind === 'map') for (const entry of node.entries.values()) check(entry.value);
        if (node.kind !== 'scalar') return;
        const { file, line, column, endColumn } = node.at;
        const written = texts[Number.parseInt(file, 10)]!.split('\n')[line - 1]!.slice(column - 1, endColumn - 1);
        expect(toJson(read(`v: ${written}\n`))).toEqual({ v: node.value });
        for (const { at, value } of node.from) {
          if (typeof value === 'object') continue;
          const before = texts[Number.parseInt(at.file, 10)]!.split('\n')[at.line - 1]!.slice(
            at.column - 1,
            at.endColumn - 1,
          );
          expect(toJson(read(`v: ${before}\n`))).toEqual({ v: value });
        }
      };
      check(root);
    }),
    { numRuns: 200 },
  );
});
