import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { demoExport, encodeExport } from './generate.ts';

const shipped = join(import.meta.dirname, '../../config/clients/lumiere/data/enquetes.csv');

/** Every comment of a file, whatever its place. */
function textsOf(name: string): string[] {
  const flat = (node: unknown): string[] =>
    typeof node === 'string' ? [node] : Object.values(node as object).flatMap(flat);
  return flat(parse(readFileSync(join(import.meta.dirname, name), 'utf8')));
}

test('the shipped demo export is what the seeded script writes', () => {
  expect(encodeExport(demoExport(import.meta.dirname)).equals(readFileSync(shipped))).toBe(true);
});

test('the demo has at least 250 distinct French comments and 60 English ones', () => {
  expect(new Set(textsOf('comments-fr.yaml')).size).toBeGreaterThanOrEqual(250);
  expect(new Set(textsOf('comments-en.yaml')).size).toBeGreaterThanOrEqual(60);
});

test('every character of the demo exists in windows-1252, so that nothing becomes a question mark', () => {
  const text = demoExport(import.meta.dirname);
  expect(encodeExport(text).filter(byte => byte === 0x3f).length).toBe(
    [...text].filter(character => character === '?').length,
  );
});
