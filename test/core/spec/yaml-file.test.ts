import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toJson } from '../../../core/spec/located.ts';
import { loadYamlFile, parseYaml } from '../../../core/spec/yaml-file.ts';

const found = (text: string): readonly string[] =>
  parseYaml(text, 'x.yaml').diagnostics.map(one => `${one.line}:${one.column} ${one.code}`);
const value = (text: string): unknown => {
  const { root } = parseYaml(text, 'x.yaml');
  return root && toJson(root);
};
const keys = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}: ${index}`).join('\n');

test.each([
  ['a key that appears twice, at its second place', 'a: 1\nb: 2\na: 3\n', ['3:1 VB1101']],
  ['a key that appears twice inside a map in one line', 'a: { b: 1, b: 2 }\n', ['1:12 VB1101']],
  ['an alias inside its own anchor', 'a: &x { b: *x }\n', ['1:12 VB1104']],
  ['an alias without an anchor', 'a: *x\n', ['1:4 VB1102']],
  [
    'the keys that re-parent objects, wherever they stand',
    '__proto__: 1\na: { constructor: 1, b: [{ prototype: 1 }] }\n',
    ['1:1 VB1104', '2:6 VB1104', '2:28 VB1104'],
  ],
  ['a quoted key that re-parents objects', '"__proto__": 1\n', ['1:1 VB1104']],
  ['more than 2,000 keys in a map, at the first that is too many', keys(20_000), ['2001:1 VB1103']],
  [
    'more than 2,000 keys in a map in one line',
    `{ ${keys(2001).replaceAll('\n', ', ')} }`,
    [`1:${`{ ${keys(2000).replaceAll('\n', ', ')}, `.length + 1} VB1103`],
  ],
  ['51 levels of lists', '['.repeat(51) + ']'.repeat(51), ['1:52 VB1103']],
  [
    '51 levels of maps',
    Array.from({ length: 52 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    ['51:53 VB1103'],
  ],
  ['a million levels, at once', '['.repeat(1_000_000), ['1:52 VB1103']],
  ['a tag that would make an object', 'a: !!js/function "x"\n', ['1:4 VB1104']],
  ['a tag of another version of YAML', 'a: !!set { x }\n', ['1:4 VB1104']],
  ['a tag of one’s own', 'a: !mine x\n', ['1:4 VB1104']],
  ['a second document', 'a: 1\n---\nb: 2\n', ['2:1 VB1104']],
  ['%YAML 1.1', '%YAML 1.1\n---\na: no\n', ['1:1 VB1104']],
  ['a tab as indentation', 'a:\n\tb: 1\n', ['2:1 VB1102']],
  ['an indentation that fits nothing', 'a: 1\n  b: 2\n', ['2:3 VB1102']],
  ['a quote that is never closed, where it opens', 'a: 1\nb: "x\nc: 1\nd: 2\n', ['2:4 VB1102']],
  ['a bracket that is never closed, where it opens', 'a: 1\nb: [1, 2\nc: 1\n', ['2:4 VB1102']],
  ['a reference without quotes inside brackets', `a: { b: \${env:X} }\n`, ['1:10 VB1102']],
  ['a whole number that would lose digits', 'a: 12345678901234567890\n', ['1:4 VB1202']],
  ['infinity and not-a-number', 'a: .inf\nb: .nan\nc: 1e999\n', ['1:4 VB1202', '2:4 VB1202', '3:4 VB1202']],
  ['a NUL and half a character', 'a: "x\\u0000"\nb: "\\ud800"\n', ['1:4 VB1104', '2:4 VB1104']],
  ['a merge key, which YAML 1.2 does not have', '<<: { a: 1 }\n', ['1:1 VB1104']],
  ['a key that is a list', '? [a]\n: 1\n', ['1:3 VB1104']],
  ['an empty key', ': 1\n', ['1:1 VB1104']],
  [
    'every fault, not only the first',
    'a: 1\na: 2\nb: .inf\n<<: 1\nc: *x\n',
    ['2:1 VB1101', '3:4 VB1202', '4:1 VB1104', '5:4 VB1102'],
  ],
])('refuses %s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('an alias bomb is refused before it is expanded', () => {
  const levels = 'abcdefghi'.split('');
  const bomb = levels.map(
    (level, index) =>
      `${level}: &${level} [${Array(9)
        .fill(index === 0 ? 'x' : `*${levels[index - 1]}`)
        .join(', ')}]`,
  );
  const file = parseYaml(bomb.join('\n'), 'x.yaml');
  expect(file.root).toBeNull();
  expect(new Set(file.diagnostics.map(one => one.code))).toEqual(new Set(['VB1103']));
});

test('up to 50 aliases are read, the 51st is not', () => {
  const aliases = (count: number): string => `a: &a 1\nb: [${Array(count).fill('*a').join(', ')}]\n`;
  expect(found(aliases(50))).toEqual([]);
  expect(found(aliases(51))).toEqual(['2:205 VB1103']);
});

test('50 levels and 2,000 keys are read', () => {
  expect(found('['.repeat(50) + ']'.repeat(50))).toEqual([]);
  expect(found(keys(2000))).toEqual([]);
});

test('words of YAML 1.1 are texts, and numbers keep the way they are written for messages', () => {
  expect(value('a: no\nb: off\nc: 1:30\nd: 012\ne: 1.10\nf: ~\n')).toEqual({
    a: 'no',
    b: 'off',
    c: '1:30',
    d: 12,
    e: 1.1,
    f: null,
  });
  expect(value('012: a\nno: b\n1.10: c\n~: d\n')).toEqual({ '012': 'a', no: 'b', '1.10': 'c', '~': 'd' });
});

test('a byte order mark shifts no column', () => {
  expect(found('\uFEFFa: 1\na: 2\n')).toEqual(['2:1 VB1101']);
  expect(value('\uFEFFa: 1\n')).toEqual({ a: 1 });
});

test('a place is the same with line breaks of Windows', () => {
  expect(found('a: 1\r\nb: 2\r\na: 3\r\n')).toEqual(['3:1 VB1101']);
});

test('the message of a key that appears twice names the first place', () => {
  expect(parseYaml('x: 0\nschedule: 1\nschedule: 2\n', 'x.yaml').diagnostics[0]!.message).toBe(
    'key "schedule" appears twice; first at 2:1',
  );
});

test('JSON is YAML: a key that re-parents objects and a NUL are refused there, too', () => {
  expect(found('{"__proto__": {"a": 1}, "b": "\\u0000"}')).toEqual(['1:2 VB1104', '1:30 VB1104']);
});

test('a file above 1 MB and a file that is not UTF-8 are not parsed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'verbatim-yaml-'));
  try {
    await writeFile(join(folder, 'large.yaml'), `a: ${'x'.repeat(1024 * 1024)}`);
    await writeFile(join(folder, 'latin.yaml'), Buffer.from('a: 1\nb: déjà\n', 'latin1'));
    const large = await loadYamlFile(join(folder, 'large.yaml'), 'large.yaml');
    expect(large.diagnostics.map(one => `${one.line}:${one.column} ${one.code}`)).toEqual(['1:1 VB1103']);
    const latin = await loadYamlFile(join(folder, 'latin.yaml'), 'latin.yaml');
    expect(latin.diagnostics.map(one => `${one.line}:${one.column} ${one.code}`)).toEqual(['2:5 VB1102']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
