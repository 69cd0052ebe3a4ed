import type { z } from 'zod';
import type { Located } from './located.ts';

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'null',
};

/** What zod expected, in words: `string|object` is "a text or a map". */
export function expectedWords(expected: string): string {
  const each = [...new Set(expected.split('|').map(one => words[one] ?? one))];
  return each.length < 2 ? (each[0] ?? '') : `${each.slice(0, -1).join(', ')} or ${each.at(-1)}`;
}

/** What stands in the file, in words; `null` when nothing does. Long texts are cut. */
export function describe(node: Located): string | null {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return node.written === '' ? null : 'null';
  if (typeof node.value === 'number') return `the number ${node.written}`;
  if (typeof node.value === 'boolean') return String(node.value);
  return JSON.stringify(node.value.length > 40 ? `${node.value.slice(0, 39)}…` : node.value);
}

/** A value or list of the wrong size, in words; `null` for any other issue. */
export function sizeFault(issue: z.core.$ZodIssue, name: string, node: Located): string | null {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return null;
  const small = issue.code === 'too_small';
  const limit = String(small ? issue.minimum : issue.maximum);
  const bound = issue.exact
    ? 'exactly'
    : small
      ? issue.inclusive === false
        ? 'more than'
        : 'at least'
      : issue.inclusive === false
        ? 'less than'
        : 'at most';
  if (issue.origin === 'string')
    return `${name}: expected ${bound} ${limit} ${limit === '1' ? 'character' : 'characters'}, found ${describe(node) ?? 'none'}`;
  if (issue.origin === 'array' || issue.origin === 'set') {
    const count = node.kind === 'list' ? `, found ${node.items.length}` : '';
    return `${name}: expected ${bound} ${limit} ${limit === '1' ? 'item' : 'items'}${count}`;
  }
  return `${name}: expected ${bound} ${limit}, found ${describe(node) ?? 'nothing'}`;
}
