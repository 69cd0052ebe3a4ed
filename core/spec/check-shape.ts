import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { nearest, suggest } from '../text/nearest.ts';
import { type Diagnostic, fault } from './diagnostic.ts';
import { identifierFault, identifierForm, suggestIdentifier } from './identifier.ts';
import { describe, expectedWords, sizeFault } from './issue-words.ts';
import { keyAt, type Located, nodeAt, type Path, spanAt } from './located.ts';
import { keysAt } from './schema-walk.ts';
import { isBareWord, keyMeant, mendHint, placeMeant, wordsMeant } from './shape-hints.ts';

type Issue = z.core.$ZodIssue;

/** Where a value stands in a file and what it is checked against. */
interface Checked {
  readonly schema: z.core.$ZodType;
  readonly root: Located;
  /** From the root to the value that the schema is of. */
  readonly base: Path;
  /** Paths below the base whose faults are somebody else's to report. */
  readonly skip: (path: Path) => boolean;
  /** Options of the plugin that is used at a path; none where there is no plugin. */
  readonly optionsAt?: (path: Path) => readonly string[];
}

/**
 * Turns what a zod object finds into diagnostics that point into the file: an unknown key at the key, a missing key at
 * the key that should hold it, a wrong value at the value.
 *
 * @returns VB1201, VB1202, VB1205, VB1211, and the codes that the language's own checks name
 */
export function shapeFaults(issues: readonly Issue[], checked: Checked): readonly Diagnostic[] {
  const settled = issues.flatMap(issue => settleUnion(issue, []));
  const strangers = new Set(
    settled.filter(issue => issue.code === 'unrecognized_keys').map(issue => issue.path.join('\n')),
  );
  return settled
    .filter(issue => issue.code !== 'custom' || !strangers.has(issue.path.join('\n')))
    .filter(issue => {
      const node = nodeAt(checked.root, [...checked.base, ...issue.path]);
      return !(node?.kind === 'scalar' && node.broken) && !checked.skip(issue.path);
    })
    .flatMap(issue => faultsOf(issue, checked));
}

/** Of a union that nothing fits, the branch that was most likely meant: the one whose faults lie deepest. */
function settleUnion(issue: Issue, above: Path): readonly Issue[] {
  const path = [...above, ...issue.path];
  const errors = issue.code === 'invalid_union' && 'errors' in issue ? (issue.errors as Issue[][]) : [];
  if (errors.length === 0) return [{ ...issue, path } as Issue];
  const atRoot = (one: Issue): boolean => one.path.length === 0;
  const ofKind = errors.filter(branch => !branch.some(one => one.code === 'invalid_type' && atRoot(one)));
  if (ofKind.length === 0) return [mixedType(errors, path)];
  const strange = (one: Issue): boolean => one.code === 'unrecognized_keys';
  const score = (branch: Issue[]): number =>
    branch.filter(atRoot).length * 1000 + branch.filter(strange).length * 10 + branch.length;
  const best = [...ofKind].sort((a, b) => score(a) - score(b))[0]!;
  return best.flatMap(one => settleUnion(one, path));
}

function mixedType(errors: readonly Issue[][], path: Path): Issue {
  const wanted = errors.flatMap(branch =>
    branch.flatMap(one => (one.code === 'invalid_type' && one.path.length === 0 ? [one.expected] : [])),
  );
  return { code: 'invalid_type', expected: [...new Set(wanted)].join('|'), path: [...path], message: '' } as Issue;
}

function faultsOf(issue: Issue, checked: Checked): readonly Diagnostic[] {
  const { root, base, schema } = checked;
  const path = [...base, ...issue.path];
  const at = spanAt(root, path);
  const node = nodeAt(root, path);
  const name = nameOf(path);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, issue.path, checked);
  if (issue.code === 'invalid_key') return [invalidKey(issue, path, checked)];
  if (issue.code === 'custom') {
    const params = issue.params as { readonly verbatim?: ErrorCode; readonly hint?: string } | undefined;
    return [fault(params?.verbatim ?? 'VB1202', at, decapitalised(issue.message), params?.hint ?? null)];
  }
  if (!node) return missing(issue, path, checked);
  const hint = mendHint({
    issue,
    node,
    schema,
    path: issue.path,
    listed: nodeAt(root, path.slice(0, -1))?.kind === 'list',
  });
  if (issue.code === 'invalid_type') {
    const found = describe(node);
    const wanted = expectedWords(issue.expected);
    if (found === null)
      return [fault('VB1205', at, `${name} has no value: expected ${wanted}`, 'write one, or remove the key')];
    return [fault('VB1202', at, `${name}: expected ${wanted}, found ${found}`, hint)];
  }
  if (issue.code === 'invalid_value' || issue.code === 'invalid_union') return [notListed(issue, node, path, checked)];
  if (issue.code === 'invalid_format') return [invalidFormat(issue, node, path, root, hint)];
  return [fault('VB1202', at, sizeFault(issue, name, node) ?? `${name}: ${decapitalised(issue.message)}`, hint)];
}

function unknownKeys(keys: readonly string[], path: Path, checked: Checked): readonly Diagnostic[] {
  const { schema, root, base } = checked;
  const known = keysAt(schema, path);
  const holder = nodeAt(root, [...base, ...path]);
  const free = known.filter(key => !(holder?.kind === 'map' && holder.entries.has(key)));
  const options = checked.optionsAt?.([...base, ...path]) ?? [];
  return keys.map(key => {
    const full = [...base, ...path, key];
    const hint = (): string => {
      if (options.includes(key)) return `write it under with: { ${key}: … }`;
      if (known.includes('use') && isBareWord(holder, key)) return `write use: ${key}`;
      const close = keyMeant(key, free, schema, path) ?? nearest(key, known);
      const place = close === null ? placeMeant(key, holder, schema, path) : null;
      if (place !== null) return `write it under ${place}:`;
      return close === null ? suggest(key, known) : `did you mean "${close}"? (known: ${[...known].sort().join(', ')})`;
    };
    return fault('VB1201', keyAt(root, full) ?? spanAt(root, full), `unknown key ${JSON.stringify(key)}`, hint());
  });
}

function invalidKey(issue: z.core.$ZodIssueInvalidKey, path: Path, { root }: Checked): Diagnostic {
  const key = String(path.at(-1));
  const at = keyAt(root, path) ?? spanAt(root, path);
  const inner = issue.issues[0];
  const form = inner && 'pattern' in inner ? identifierForm(String(inner.pattern)) : null;
  if (form) return fault('VB1211', at, identifierFault(key, form), renamed(key));
  return fault('VB1202', at, `${JSON.stringify(key)}: ${decapitalised(inner?.message ?? issue.message)}`, null);
}

function missing(issue: Issue, path: Path, { root, schema, base }: Checked): readonly Diagnostic[] {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const expected = issue.code === 'invalid_type' ? issue.expected : '';
  const listed = issue.code === 'invalid_value' ? `one of ${issue.values.join(', ')}` : '';
  const words = expected === '' ? listed : expectedWords(expected);
  const below = parent.slice(base.length);
  const known = new Set(keysAt(schema, below));
  const holder = nodeAt(root, parent);
  const strangers = holder?.kind === 'map' ? [...holder.entries.keys()].filter(other => !known.has(other)) : [];
  // The misspelt key is told as unknown, with this one as what it may mean: one mistake, one message.
  const means = (other: string): boolean =>
    keyMeant(other, [...known], schema, below) === key ||
    placeMeant(other, holder, schema, below) === key ||
    (key === 'use' && isBareWord(holder, other));
  if (strangers.some(means)) return [];
  const message = `${JSON.stringify(key)} is missing${words === '' ? '' : `: expected ${words}`}`;
  return [fault('VB1205', spanAt(root, parent), message, `add ${key}:`)];
}

function notListed(issue: Issue, node: Located, path: Path, { root, schema }: Checked): Diagnostic {
  const values =
    'values' in issue ? issue.values : 'options' in issue ? (issue.options as unknown[] | undefined) : undefined;
  const known = (values ?? []).map(String);
  const name = nameOf(path);
  const found = describe(node) ?? 'nothing';
  const at = spanAt(root, path);
  if (known.length === 0) return fault('VB1202', at, `${name}: ${found} fits none of the forms that are allowed`, null);
  const word = node.kind === 'scalar' ? String(node.value) : '';
  return fault(
    'VB1202',
    at,
    `${name}: ${found} is not one of the values that are allowed`,
    suggest(word, known, wordsMeant(schema, issue.path)),
  );
}

function invalidFormat(
  issue: z.core.$ZodIssueInvalidStringFormat,
  node: Located,
  path: Path,
  root: Located,
  hint: string | null,
): Diagnostic {
  const at = spanAt(root, path);
  const word = node.kind === 'scalar' ? String(node.value) : '';
  const form = issue.pattern === undefined ? null : identifierForm(issue.pattern);
  if (form) return fault('VB1211', at, identifierFault(word, form), renamed(word));
  const name = nameOf(path);
  return fault('VB1202', at, `${name}: ${describe(node)}: ${decapitalised(issue.message)}`, hint);
}

const renamed = (word: string): string | null => {
  const better = suggestIdentifier(word);
  return better === null ? null : `write ${better}`;
};

/** An item of a list is called by the list's key. */
const nameOf = (path: Path): string => JSON.stringify(String(path.findLast(part => typeof part === 'string') ?? ''));

const decapitalised = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
