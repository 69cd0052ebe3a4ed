import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadBundle } from '../../../reports/html/bundle.ts';
import { functionNames } from '../../../reports/html/function-names.ts';

const root = resolve(import.meta.dirname, '../../../reports');
const folder = join(root, 'templates/monthly-cx');
const bundle = await loadBundle([join(root, 'templates')], 'monthly-cx');
const templates = ['template.hbs', ...readdirSync(join(folder, 'partials')).map(file => `partials/${file}`)];
const sources = templates.map(file => readFileSync(join(folder, file), 'utf8')).join('\n');
const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)/g)].map(match => match[1]!).toSorted();

describe.each([
  ['strings', bundle.strings],
  ['phrases', bundle.wordings],
] as const)('%s', (_name, { fr, en }) => {
  test('have the same keys in both languages', () => {
    expect(Object.keys(fr).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  test('name the same values in both languages', () => {
    for (const key of Object.keys(fr)) expect(placeholders(fr[key]!), key).toEqual(placeholders(en[key]!));
  });

  test('hold no straight apostrophe or quotation mark', () => {
    for (const text of [...Object.values(fr), ...Object.values(en)])
      expect(text).not.toMatch(/(?<=\p{L})'(?=\p{L})|"/u);
  });
});

test('every word that the template asks for is there', () => {
  const keys = Object.keys(bundle.strings.fr);
  for (const [, key] of sources.matchAll(/(?:\{\{|\()t "([^"]+)"/g)) {
    expect(
      keys.some(one => one === key || one.startsWith(key!.endsWith('.') ? key! : `${key}.`)),
      key,
    ).toBe(true);
  }
});

test('every note of the method has a title', () => {
  for (const id of Object.keys(bundle.wordings.fr).filter(key => key.startsWith('method.'))) {
    expect(bundle.strings.fr, id).toHaveProperty([`note.${id}`]);
  }
});

test('every page of an audience is a page of the template', () => {
  const pages = [...sources.matchAll(/\(shows "(\w+)"\)/g)].map(match => match[1]!);
  for (const audience of Object.values(bundle.audiences))
    expect(pages).toEqual(expect.arrayContaining([...audience.pages]));
});

test('every partial is called', () => {
  const called = new Set([...sources.matchAll(/\{\{> ?([\w-]+)/g)].map(match => match[1]!));
  const partials = readdirSync(join(folder, 'partials')).map(file => file.replace('.hbs', ''));
  expect(partials.filter(partial => !called.has(partial))).toEqual([]);
});

test('every function of the product’s own that a template calls is declared', () => {
  const declared: readonly string[] = [...functionNames, 'if', 'unless', 'each', 'with'];
  const calls = [...sources.matchAll(/(?:\{\{[#~]*|\()([a-zA-Z]+) /g)].map(match => match[1]!);
  expect(calls.filter(call => !declared.includes(call) && call !== 'else')).toEqual([]);
});
