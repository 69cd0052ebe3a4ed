import { type Diagnostic, fault } from './diagnostic.ts';
import {
  headOf,
  type Located,
  type LocatedEntry,
  type LocatedList,
  type LocatedMap,
  member,
  type Overridden,
  textOf,
  toJson,
} from './located.ts';

/** Lists whose items have an identity, by their key at the top of a pipeline. */
const identities: Readonly<Record<string, (item: Located) => string | null>> = {
  steps: item => textOf(member(item, 'id')),
  kpis: item => {
    const use = textOf(member(item, 'use'));
    return use === null ? null : `${use}/${textOf(member(item, 'on')) ?? ''}`;
  },
  report: item => textOf(member(item, 'use')),
};

/**
 * Merges what a file says over what it extends: maps by key, lists of `steps`, `kpis` and `report` by identity, and
 * everything else is replaced. Each value keeps the places that it took the place of.
 *
 * Merging is associative: an item with `remove: true` stays as a mark until `settle`, and what replaced something
 * of another shape is marked so that it is not merged with what lies further below.
 */
export function merge(base: Located, over: Located, path: readonly string[] = []): Located {
  const identity = path.length === 1 ? identities[path[0]!] : undefined;
  // Of what is merged itself no single place holds the value.
  const value = base.kind === 'map' || (base.kind === 'list' && identity) ? null : toJson(base);
  const from: readonly Overridden[] = [...over.from, { at: base.at, value }, ...base.from];
  if (over.kind === 'scalar') return { ...over, from };
  if (over.reset || base.kind !== over.kind) return { ...over, from, reset: true };
  if (over.kind === 'map') {
    const { entries, reset } = base as LocatedMap;
    if (isMark(over)) return { ...over, from, reset: true };
    if (isMark(base as LocatedMap)) return { ...over, from, reset: true };
    return { ...over, from, reset, entries: mergedEntries(entries, over.entries, path) };
  }
  if (!identity) return { ...over, from };
  return { ...over, from, reset: (base as LocatedList).reset, items: mergedItems(base as LocatedList, over, identity) };
}

/**
 * Drops the marks that `remove: true` left.
 *
 * @returns VB1208, VB1203 or VB1215 for a mark that removes nothing
 */
export function settle(root: Located): { readonly root: Located; readonly diagnostics: readonly Diagnostic[] } {
  if (root.kind !== 'map') return { root, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const entries = new Map(root.entries);
  for (const [key, what, code] of [
    ['steps', 'step', 'VB1208'],
    ['kpis', 'KPI', 'VB1203'],
    ['report', 'report', 'VB1215'],
  ] as const) {
    const entry = entries.get(key);
    if (entry?.value.kind !== 'list') continue;
    for (const item of entry.value.items) {
      if (item.kind !== 'map' || !isMark(item) || item.from.length > 0) continue;
      const message = `${what} ${JSON.stringify(identities[key]!(item) ?? '')} is not there to be removed`;
      diagnostics.push(
        fault(code, headOf(item), message.replace(/\/"$/, '"'), 'remove the entry, or extend the file that has it'),
      );
    }
    const items = entry.value.items.filter(item => item.kind !== 'map' || !isMark(item));
    entries.set(key, { ...entry, value: { ...entry.value, items } });
  }
  return { root: { ...root, entries }, diagnostics };
}

function isMark(item: LocatedMap): boolean {
  const mark = item.entries.get('remove')?.value;
  return mark?.kind === 'scalar' && mark.value === true;
}

function mergedEntries(
  base: ReadonlyMap<string, LocatedEntry>,
  over: ReadonlyMap<string, LocatedEntry>,
  path: readonly string[],
): ReadonlyMap<string, LocatedEntry> {
  const entries = new Map(base);
  for (const [key, entry] of over) {
    const below = base.get(key);
    entries.set(key, below ? { key: entry.key, value: merge(below.value, entry.value, [...path, key]) } : entry);
  }
  return entries;
}

/** Items below in their order, each merged with its override, then the new ones. The second of equal identity meets the second. */
function mergedItems(
  base: LocatedList,
  over: LocatedList,
  identity: (item: Located) => string | null,
): readonly Located[] {
  const overrides = numbered(over.items, identity);
  const used = new Set<Located>();
  const items: Located[] = [];
  for (const [key, item] of numbered(base.items, identity)) {
    const override = overrides.get(key);
    if (override) used.add(override);
    // The path of an item is not that of a list with identities, so what it holds is merged as maps.
    items.push(override ? merge(item, override, ['', '']) : item);
  }
  return [...items, ...over.items.filter(item => !used.has(item))];
}

function numbered(items: readonly Located[], identity: (item: Located) => string | null): ReadonlyMap<string, Located> {
  const times = new Map<string, number>();
  return new Map(
    items.map((item, index) => {
      const key = identity(item);
      // An item without identity meets no other.
      if (key === null) return [`#${index}/${item.at.file}:${item.at.line}:${item.at.column}`, item];
      const time = (times.get(key) ?? 0) + 1;
      times.set(key, time);
      return [`${time}/${key}`, item];
    }),
  );
}
