import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Diagnostic, fault, type Span } from './diagnostic.ts';
import type { Located, LocatedEntry, LocatedScalar } from './located.ts';
import { type Locator, yamlLimits } from './yaml-tokens.ts';

/** Keys that re-parent or replace the object that holds them in careless code. */
const dangerous: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface Built {
  readonly node: Located;
  readonly nodes: number;
  readonly height: number;
}

/** State of one walk: anchors seen, those still open, and what was found. */
interface Walk {
  readonly spanOf: Locator;
  readonly anchors: Map<string, Built | 'open'>;
  readonly diagnostics: Diagnostic[];
  aliases: number;
  expanded: number;
}

/** Turns a composed document into located values; what may not stand in a configuration file becomes a diagnostic. */
export function locate(
  contents: ParsedNode | null,
  spanOf: Locator,
): { readonly root: Located | null; readonly diagnostics: readonly Diagnostic[] } {
  const walk: Walk = { spanOf, anchors: new Map(), diagnostics: [], aliases: 0, expanded: 0 };
  const root = contents === null ? null : build(contents, spanOf(0, 1), walk).node;
  const tooLarge = walk.diagnostics.some(one => one.code === 'VB1103');
  return { root: tooLarge ? null : root, diagnostics: walk.diagnostics };
}

function build(node: ParsedNode | null, empty: Span, walk: Walk): Built {
  if (node === null) return leaf(scalarAt(empty, null, ''));
  if (isAlias(node)) return buildAlias(node.source, spanOfNode(node, walk), walk);
  const anchor = node.anchor;
  if (anchor !== undefined) walk.anchors.set(anchor, 'open');
  const built = isMap(node)
    ? buildMap(node, walk)
    : isSeq(node)
      ? buildList(node, walk)
      : leaf(buildScalar(node as Scalar.Parsed, empty, walk));
  if (anchor !== undefined) walk.anchors.set(anchor, built);
  return built;
}

const leaf = (node: Located): Built => ({ node, nodes: 1, height: 0 });

function spanOfNode(node: ParsedNode, walk: Walk): Span {
  return walk.spanOf(node.range[0], node.range[1]);
}

function scalarAt(
  at: Span,
  value: LocatedScalar['value'],
  written: string,
  plain = true,
  broken = false,
): LocatedScalar {
  return { kind: 'scalar', at, from: [], value, written, plain, broken };
}

function buildAlias(name: string, at: Span, walk: Walk): Built {
  const refuse = (code: 'VB1102' | 'VB1103' | 'VB1104', message: string, hint: string | null = null): Built => {
    walk.diagnostics.push(fault(code, at, message, hint));
    return leaf(scalarAt(at, null, '', true, true));
  };
  walk.aliases += 1;
  if (walk.aliases > yamlLimits.aliases) {
    // Said once: the file is refused anyway, and a bomb has thousands of them.
    if (walk.aliases > yamlLimits.aliases + 1) return leaf(scalarAt(at, null, '', true, true));
    return refuse('VB1103', `more than ${yamlLimits.aliases} aliases`, 'use "extends" to share settings');
  }
  const target = walk.anchors.get(name);
  if (target === undefined) {
    return refuse(
      'VB1102',
      `alias *${name} names no anchor above it`,
      `if a text is meant, put it in quotes: "*${name}"`,
    );
  }
  if (target === 'open')
    return refuse('VB1104', `alias *${name} stands inside its own anchor`, 'an alias may not hold itself');
  const before = walk.expanded;
  walk.expanded += target.nodes;
  if (walk.expanded <= yamlLimits.expanded) return target;
  if (before > yamlLimits.expanded) return leaf(scalarAt(at, null, '', true, true));
  return refuse(
    'VB1103',
    `the aliases stand for more than ${yamlLimits.expanded} values`,
    'use "extends" to share settings',
  );
}

function buildList(list: YAMLSeq.Parsed, walk: Walk): Built {
  const at = spanOfNode(list, walk);
  const built = list.items.map(item => build(item as ParsedNode, at, walk));
  return collection({ kind: 'list', at, from: [], reset: false, items: built.map(one => one.node) }, built, walk);
}

function buildMap(map: YAMLMap.Parsed, walk: Walk): Built {
  const entries = new Map<string, LocatedEntry>();
  const built: Built[] = [];
  for (const pair of map.items as Pair<ParsedNode, ParsedNode | null>[]) {
    const key = keyOf(pair.key, walk);
    if (!key) continue;
    const value = build(pair.value, key.at, walk);
    const first = entries.get(key.text);
    if (first) {
      const message = `key ${JSON.stringify(key.text)} appears twice; first at ${first.key.line}:${first.key.column}`;
      walk.diagnostics.push(fault('VB1101', key.at, message, 'keep one of them'));
      continue;
    }
    built.push(value);
    entries.set(key.text, { key: key.at, value: value.node });
  }
  return collection({ kind: 'map', at: spanOfNode(map, walk), from: [], reset: false, entries }, built, walk);
}

function collection(node: Located, parts: readonly Built[], walk: Walk): Built {
  const height = 1 + Math.max(0, ...parts.map(part => part.height));
  if (height === yamlLimits.depth + 1) {
    walk.diagnostics.push(fault('VB1103', node.at, `nested deeper than ${yamlLimits.depth} levels`));
  }
  return { node, height, nodes: 1 + parts.reduce((sum, part) => sum + part.nodes, 0) };
}

/** The key's text as written: `012`, `no` and `1.10` are keys by their letters. */
function keyOf(key: ParsedNode | null, walk: Walk): { readonly text: string; readonly at: Span } | null {
  if (!key) return null;
  const at = spanOfNode(key, walk);
  const refuse = (message: string, hint: string | null): null => {
    walk.diagnostics.push(fault('VB1104', at, message, hint));
    return null;
  };
  if (!isScalar(key)) return refuse('a key is a text, not a list, map or alias', null);
  const text = typeof key.value === 'string' ? key.value : (key.source ?? '');
  if (text === '') return refuse('a key is empty', 'write key: value');
  if (text === '<<') return refuse('merge key "<<" is not part of YAML 1.2', 'use "extends"');
  if (dangerous.has(text)) return refuse(`"${text}" is not allowed as a key`, 'choose another name');
  if (!isStorable(text)) return refuse('a key has a control character or half a character', 'remove it');
  return { text, at };
}

function buildScalar(scalar: Scalar.Parsed, empty: Span, walk: Walk): LocatedScalar {
  // A value that is left out stands nowhere: its key is the place to look at.
  const at = scalar.value === null && !scalar.source ? empty : spanOfNode(scalar, walk);
  const value: unknown = scalar.value;
  const plain = scalar.type === 'PLAIN';
  const written = plain ? (scalar.source ?? '') : String(value);
  const refuse = (code: 'VB1202' | 'VB1104', message: string, hint: string): LocatedScalar => {
    walk.diagnostics.push(fault(code, at, message, hint));
    return scalarAt(at, null, written, plain, true);
  };
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      return refuse('VB1202', `${written} is not a finite number`, 'write a number with digits');
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      return refuse(
        'VB1202',
        'a whole number with more than 15 digits loses its last ones',
        `if a text is meant, put it in quotes: "${written}"`,
      );
    }
    return scalarAt(at, value, written, plain);
  }
  if (typeof value === 'string') {
    if (!isStorable(value)) return refuse('VB1104', 'a text has a control character or half a character', 'remove it');
    return scalarAt(at, value, written, plain);
  }
  if (typeof value === 'boolean' || value === null) return scalarAt(at, value, written, plain);
  return refuse('VB1104', 'a value that is neither text, number, true, false nor null', 'write a plain value');
}

/** No control character but tab and line breaks, and no lone surrogate: neither survives the way into the store. */
const isStorable = (text: string): boolean => !/[\0-\x08\x0B\x0C\x0E-\x1F\x7F]/.test(text) && !/\p{Cs}/u.test(text);
