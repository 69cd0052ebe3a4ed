import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sentences } from '../../../core/report/sentences.ts';

const bundle = new URL('../../../reports/templates/monthly-cx/phrases/', import.meta.url);
const wordings = Object.fromEntries(
  (['fr', 'en'] as const).map(language => [
    language,
    parse(readFileSync(new URL(`${language}.yaml`, bundle), 'utf8')) as Record<string, string>,
  ]),
) as Record<'fr' | 'en', Record<string, string>>;
const placeholder = /\{([a-zA-Z]+)(?:\|capital)?\}/g;
const namesIn = (wording: string): readonly string[] =>
  [...new Set([...wording.matchAll(placeholder)].map(match => match[1]!))].sort();

describe.each(['fr', 'en'] as const)('%s', language => {
  const own = wordings[language];

  test('words every sentence that a report can say, and no other', () => {
    expect(Object.keys(own).sort()).toEqual(Object.keys(sentences).sort());
  });

  test.each(Object.entries(sentences))('%s uses exactly its values', (id, names) => {
    expect(namesIn(own[id]!)).toEqual([...names].sort());
  });

  test('has no brace that is not a placeholder, and leaves typography to the renderer', () => {
    for (const wording of Object.values(own)) {
      expect(wording.replace(placeholder, '')).not.toMatch(/[{}\u00a0\u202f’]/);
      expect(wording.trim()).toBe(wording);
    }
  });

  test('starts with a capital letter or a value that gets one, and titles have no full stop', () => {
    for (const [id, wording] of Object.entries(own)) {
      expect(wording, id).toMatch(/^(\p{Lu}|[«“]\s?\{|\{[a-zA-Z]+\|capital\})/u);
      const isTitle = /^(headline|title|trend|segments|verbatims|quotes)\./.test(id);
      expect(wording.endsWith('.'), id).toBe(!isTitle);
    }
  });

  test('claims no cause where only association is shown', () => {
    const causal =
      /\b(caus\w*|explique\w*|à cause|grâce à|due? to|because|driven by|fait (reculer|baisser|monter)|leads? to)\b/i;
    for (const wording of Object.values(own)) expect(wording).not.toMatch(causal);
  });
});

test('every sentence is said somewhere', () => {
  const folder = new URL('../../../core/report/', import.meta.url);
  const sources = readdirSync(folder)
    .filter(name => name !== 'sentences.ts')
    .map(name => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  // Ids that are put together from a stem and a verdict.
  for (const stem of ['`moved.$', '`headline.$', '`headline.all-$', '`trend.$', '`trend.still-$'])
    expect(sources).toContain(stem);
  for (const id of Object.keys(sentences)) {
    const built = /^(moved\.(month|year)-(up|down)|headline\.(all-)?(up|down)|trend\.(still-)?(above|below))$/.test(id);
    if (!built) expect(sources, id).toContain(`'${id}'`);
  }
});
