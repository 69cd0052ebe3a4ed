import type { Json } from '../model/digest.ts';
import type { Span } from './diagnostic.ts';

/** A value that a file gave and another file replaced. */
export interface Overridden {
  readonly at: Span;
  /** `null` for maps and for lists that are merged. */
  readonly value: Json;
}

interface LocatedBase {
  readonly at: Span;
  /** What it took the place of, nearest first. */
  readonly from: readonly Overridden[];
}

export interface LocatedScalar extends LocatedBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it stands in the file, without quotes. */
  readonly written: string;
  /** Written without quotes. */
  readonly plain: boolean;
  /** Its fault has been reported; whatever else seems wrong with it only follows from that. */
  readonly broken: boolean;
}

export interface LocatedList extends LocatedBase {
  readonly kind: 'list';
  readonly items: readonly Located[];
  /** It replaces whatever stands below it instead of being merged with it. */
  readonly reset: boolean;
}

export interface LocatedEntry {
  readonly key: Span;
  readonly value: Located;
}

export interface LocatedMap extends LocatedBase {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  readonly reset: boolean;
}

/** A YAML value that knows the place where it was written. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export type Path = readonly PropertyKey[];

/** The plain value. */
export function toJson(node: Located): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toJson);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toJson(entry.value)]));
}

/** What a map has under a key. */
export function member(node: Located | undefined, key: string): Located | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** The value at a path of keys and indices. */
export function nodeAt(node: Located | undefined, path: Path): Located | undefined {
  let current = node;
  for (const part of path) {
    current = current?.kind === 'list' ? current.items[Number(part)] : member(current, String(part));
  }
  return current;
}

/** Where a path is best pointed at: a value or a list on one line itself, else the nearest key above it that is there. */
export function spanAt(root: Located, path: Path): Span {
  const found = nodeAt(root, path);
  if (found?.kind === 'scalar' || (found?.kind === 'list' && found.at.line === found.at.endLine)) return found.at;
  if (found && nodeAt(root, path.slice(0, -1))?.kind === 'list') return headOf(found);
  for (let length = path.length; length > 0; length--) {
    const key = keyAt(root, path.slice(0, length));
    if (key) return key;
    const item = nodeAt(root, path.slice(0, length));
    if (item) return headOf(item);
  }
  return headOf(root);
}

/** Where the last key of a path is written; `null` for an index or an absent key. */
export function keyAt(root: Located, path: Path): Span | null {
  const parent = nodeAt(root, path.slice(0, -1));
  const key = path.at(-1);
  return parent?.kind === 'map' && key !== undefined ? (parent.entries.get(String(key))?.key ?? null) : null;
}

/** A short place that stands for a collection: its first key or item, never the whole of it. */
export function headOf(node: Located): Span {
  if (node.kind === 'map') {
    const first = node.entries.values().next().value;
    if (first) return first.key;
  }
  if (node.kind === 'list' && node.items[0]) return headOf(node.items[0]);
  if (node.kind === 'scalar') return node.at;
  return { ...node.at, endLine: node.at.line, endColumn: node.at.column + 1 };
}

/** Text of a scalar; `null` when the node is absent or no text. */
export function textOf(node: Located | undefined): string | null {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
}

/** Items of a list; none when the node is absent or no list. */
export function itemsOf(node: Located | undefined): readonly Located[] {
  return node?.kind === 'list' ? node.items : [];
}

/** Entries of a map; none when the node is absent or no map. */
export function entriesOf(node: Located | undefined): readonly (readonly [string, LocatedEntry])[] {
  return node?.kind === 'map' ? [...node.entries] : [];
}
