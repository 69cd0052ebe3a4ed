import { z } from 'zod';
import { nearest } from '../text/nearest.ts';
import { identifierForm } from './identifier.ts';
import { type Located, type LocatedScalar, nodeAt, type Path } from './located.ts';
import { isRecordAt, keysAt, noteAt, requiredAt, schemasAt } from './schema-walk.ts';

type Schema = z.core.$ZodType;

/** A value that does not fit its schema, and where. */
export interface Misfit {
  readonly issue: z.core.$ZodIssue;
  readonly node: Located;
  readonly schema: Schema;
  /** From the schema's own root. */
  readonly path: Path;
  /** It stands in a list. */
  readonly listed: boolean;
}

/**
 * How to mend a value that does not fit: what its own form suggests, else what its schema says (`.meta({ howTo })`), else
 * what its schema takes.
 */
export function mendHint(misfit: Misfit): string | null {
  const { node, schema, path, issue } = misfit;
  const meant = node.kind === 'scalar' ? wordsMeant(schema, path)[String(node.value).toLowerCase()] : undefined;
  if (meant !== undefined) return `write ${JSON.stringify(meant)}`;
  const note = noteAt(schema, path, 'howTo');
  return byForm(misfit) ?? (typeof note === 'string' ? note : null) ?? byType(issue, keysAt(schema, path));
}

/** What people write at a place → what they mean by it, as a schema notes it with `.meta({ meantBy })`. */
export const wordsMeant = (schema: Schema, path: Path): Readonly<Record<string, string>> =>
  (noteAt(schema, path, 'meantBy') as Readonly<Record<string, string>> | undefined) ?? {};

/** The key that an unknown one most likely means; `null` when none is near. */
export function keyMeant(written: string, known: readonly string[], schema: Schema, path: Path): string | null {
  const meant = wordsMeant(schema, path)[written.toLowerCase()];
  return meant !== undefined && known.includes(meant) ? meant : nearest(written, known);
}

function byForm(misfit: Misfit): string | null {
  const { issue, node } = misfit;
  if (issue.code === 'invalid_type') return retyped(issue.expected, misfit);
  if (issue.code === 'too_small' || issue.code === 'too_big') return resized(issue);
  return issue.code === 'invalid_format' && node.kind === 'scalar' ? wantedForm(issue) : null;
}

/** `expected a colour as #rrggbb` says as well what to write. */
const wantedForm = (issue: z.core.$ZodIssue): string | null =>
  issue.message?.startsWith('expected ') ? issue.message.replace('expected', 'write') : null;

function resized(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string | null {
  const small = issue.code === 'too_small';
  if (issue.origin === 'array') return small ? 'add an item' : null;
  if (issue.origin === 'string' && small && issue.minimum === 1 && !issue.exact) return 'write one, or remove it';
  if (issue.origin !== 'number' && issue.origin !== 'int') return null;
  return `write ${String(small ? issue.minimum : issue.maximum)} or ${small ? 'more' : 'less'}`;
}

/** What to change about a value of the wrong type. */
function retyped(expected: string, misfit: Misfit): string | null {
  const { node, listed } = misfit;
  const wanted = new Set(expected.split('|'));
  const isList = wanted.has('array') || wanted.has('tuple');
  if (node.kind === 'list') {
    const [only, ...others] = node.items;
    if (wanted.has('string') && only?.kind === 'scalar' && others.length === 0)
      return `write it without brackets: ${only.written}`;
    if (expected === 'string') return 'write one text, not a list';
    return listed ? 'remove one "- "' : null;
  }
  if (node.kind === 'map') return wanted.has('array') ? 'write a list: begin each entry with "- "' : null;
  if (wanted.has('string') && node.plain && node.value !== null) return asText(node, misfit);
  const isNumeric = typeof node.value === 'string' && node.value.trim() !== '' && !Number.isNaN(Number(node.value));
  if (isNumeric && (wanted.has('number') || wanted.has('int'))) return `write it without quotes: ${node.value}`;
  if (wanted.has('boolean')) return 'write true or false';
  if (wanted.has('tuple')) return asRange(node.written);
  if (isList) return `write a list: [${asItem(node.written, misfit, [0])}]`;
  const item = asItem(node.written, misfit, []);
  return wanted.has('object') && item !== node.written ? `write ${item}` : null;
}

/** In quotes, if that is enough; else what such a text looks like. */
function asText(node: LocatedScalar, { schema, path }: Misfit): string | null {
  const results = schemasAt(schema, path)
    .filter(one => one instanceof z.core.$ZodString)
    .map(one => z.safeParse(one, node.written));
  const issue = results.every(result => !result.success) ? results[0]?.error?.issues[0] : undefined;
  if (!issue) return `put it in quotes: "${node.written}"`;
  const form = 'pattern' in issue ? identifierForm(String(issue.pattern)) : null;
  return form === null ? wantedForm(issue) : `write ${form}`;
}

/** `0-10`, `0..10` or `0 to 10` as a list of two. */
function asRange(written: string): string | null {
  const [, low, high] =
    /^(-?\d+(?:\.\d+)?)\s*(?:-|–|\.\.+|,|;|:|\/|to|à)\s*(-?\d+(?:\.\d+)?)$/.exec(written.trim()) ?? [];
  return low === undefined ? null : `write [${low}, ${high}]`;
}

/** A word alone where a map is wanted that needs one key: `{ use: nps }`. */
function asItem(written: string, { schema, path }: Misfit, below: Path): string {
  const [key, ...others] = requiredAt(schema, [...path, ...below]);
  if (key === undefined || others.length > 0) return written;
  return `{ ${key}: ${/^[\w-]+$/.test(written) ? written : JSON.stringify(written)} }`;
}

function byType(issue: z.core.$ZodIssue, keys: readonly string[]): string | null {
  if (issue.code !== 'invalid_type') return null;
  if (issue.expected === 'number') return 'write a number';
  if (issue.expected === 'int') return 'write a whole number';
  if (!/\b(?:object|record)\b/.test(issue.expected)) return null;
  return keys.length > 0 ? `write a map with: ${keys.slice(0, 8).join(', ')}` : 'write a map, key: value';
}

/**
 * Under which key of the same map an unknown key belongs: one that knows it, or one that is missing and takes any name;
 * `null` when under none.
 */
export function placeMeant(key: string, holder: Located | undefined, schema: Schema, path: Path): string | null {
  const known = keysAt(schema, path).find(other => keysAt(schema, [...path, other]).includes(key));
  if (known !== undefined || nodeAt(holder, [key])?.kind !== 'map') return known ?? null;
  const lacking = requiredAt(schema, path).filter(other => nodeAt(holder, [other]) === undefined);
  return lacking.find(other => isRecordAt(schema, [...path, other])) ?? null;
}

/** True for `{ nps, by: … }`: a word alone where its key was forgotten. */
export function isBareWord(holder: Located | undefined, key: string): boolean {
  const value = nodeAt(holder, [key]);
  return value?.kind === 'scalar' && value.value === null && value.written === '';
}
