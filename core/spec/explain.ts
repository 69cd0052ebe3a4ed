import { VerbatimError } from '../errors.ts';
import type { Json } from '../model/digest.ts';
import { suggest } from '../text/nearest.ts';
import type { Diagnostic, Span } from './diagnostic.ts';
import { headOf, keyAt, type Located, member, textOf, toJson } from './located.ts';
import { secretName } from './reference.ts';

/** Where an effective value comes from. */
export interface Explanation {
  readonly path: string;
  readonly value: Json;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Values that it took the place of, nearest first. */
  readonly from: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly value: Json;
  }[];
}

const masked = '•••';

/**
 * Says which value a path of a pipeline has and which file and line gave it.
 *
 * @param path - keys with dots; an item of a list by its index, its `id` or its `use`: `steps.privacy.with.names`, `kpis.nps.with.min_n`
 * @param diagnostics - of the pipeline; a secret that stands there as a literal is not printed
 * @throws VB1002 when the pipeline has no such path
 */
export function explain(root: Located, path: string, diagnostics: readonly Diagnostic[]): Explanation {
  const parts = path.split('.').filter(part => part !== '');
  let node = root;
  let place: Span = headOf(root);
  let done: readonly string[] = [];
  let rest: readonly string[] = parts;
  while (rest.length > 0) {
    const step = next(node, rest);
    if (!step) throw unknownPath(path, done, rest[0]!, node);
    place = step.node.kind === 'scalar' ? step.node.at : step.place;
    node = step.node;
    done = [...done, ...rest.slice(0, step.taken)];
    rest = rest.slice(step.taken);
  }
  const literals = new Set(diagnostics.filter(one => one.code === 'VB1303').map(placeKey));
  const from = node.from.map(({ at, value }) => ({
    file: at.file,
    line: at.line,
    column: at.column,
    value: withoutSecret(node, value),
  }));
  return { path, value: visible(node, literals), file: place.file, line: place.line, column: place.column, from };
}

/** A key may have dots itself (`attribute.region`), so the longest one that is there is taken. */
function next(node: Located, rest: readonly string[]): { node: Located; place: Span; taken: number } | null {
  for (let taken = rest.length; taken > 0; taken--) {
    const name = rest.slice(0, taken).join('.');
    if (node.kind === 'map') {
      const found = member(node, name);
      if (found) return { node: found, place: keyAt(node, [name])!, taken };
    }
    if (node.kind === 'list') {
      const found = node.items.find((item, index) => namesOf(item, index).includes(name));
      if (found) return { node: found, place: headOf(found), taken };
    }
  }
  return null;
}

function namesOf(item: Located, index: number): readonly string[] {
  const [id, use, on] = ['id', 'use', 'on'].map(key => textOf(member(item, key)));
  return [String(index), id, use, use && on ? `${use}.${on}` : null].filter(name => typeof name === 'string');
}

function unknownPath(path: string, done: readonly string[], part: string, node: Located): VerbatimError {
  const where = done.length > 0 ? `"${done.join('.')}"` : 'the pipeline';
  if (node.kind === 'scalar') {
    return new VerbatimError('VB1002', `no value at "${path}": ${where} is a single value`, {
      hint: `explain ${done.join('.')}`,
    });
  }
  const known =
    node.kind === 'map'
      ? [...node.entries.keys()]
      : node.items.map((item, index) => textOf(member(item, 'id')) ?? textOf(member(item, 'use')) ?? String(index));
  return new VerbatimError('VB1002', `no value at "${path}": ${where} has no "${part}"`, {
    hint: suggest(part, known),
  });
}

const placeKey = (at: Span): string => `${at.file}:${at.line}:${at.column}`;

function visible(node: Located, literals: ReadonlySet<string>): Json {
  if (node.kind === 'list') return node.items.map(item => visible(item, literals));
  if (node.kind === 'map')
    return Object.fromEntries([...node.entries].map(([key, entry]) => [key, visible(entry.value, literals)]));
  return literals.has(placeKey(node.at)) ? masked : toJson(node);
}

/** What a reference to a secret took the place of may have been the secret itself. */
function withoutSecret(node: Located, value: Json): Json {
  const isSecret = node.kind === 'scalar' && typeof node.value === 'string' && secretName(node.value) !== null;
  return isSecret && !(typeof value === 'string' && secretName(value) !== null) ? masked : value;
}
