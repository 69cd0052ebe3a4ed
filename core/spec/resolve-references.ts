import { suggest } from '../text/nearest.ts';
import { type Diagnostic, fault, type Span, warning } from './diagnostic.ts';
import type { Environment } from './environment.ts';
import type { Located, LocatedScalar, Path } from './located.ts';
import { namespaces, parseReferences, type Reference, runNames } from './reference.ts';

type Value = string | number | boolean;

/** What references are resolved from. */
export interface ReferenceSource {
  readonly environment: Environment;
  /** Values of `${var:name}`. */
  readonly vars: ReadonlyMap<string, Value>;
  /** A secret's value, `null` when it is not there; only whether there is one is looked at. */
  readonly secret: (name: string) => string | null;
}

/** Keys whose value identifies something, so that it must be readable in the file itself. */
const literalKeys: ReadonlySet<PropertyKey> = new Set([
  'pipeline',
  'project',
  'extends',
  'client',
  'id',
  'use',
  'needs',
]);

interface Walk {
  readonly source: ReferenceSource;
  readonly diagnostics: Diagnostic[];
}

/**
 * Replaces `${env:…}` and `${var:…}` by their values. `${secret:…}` and `${run:…}` stay, and are checked: a secret must
 * be there and stand alone, and both belong into a plugin's options.
 *
 * @returns VB1301 unresolved, VB1302 unresolved secret, VB1304 not a reference, VB1404 set but empty (a warning)
 */
export function resolveReferences(
  root: Located,
  source: ReferenceSource,
): { readonly root: Located; readonly diagnostics: readonly Diagnostic[] } {
  const walk: Walk = { source, diagnostics: [] };
  return { root: resolveNode(root, [], walk), diagnostics: walk.diagnostics };
}

function resolveNode(node: Located, path: Path, walk: Walk): Located {
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item, index) => resolveNode(item, [...path, index], walk)) };
  if (node.kind === 'scalar') return typeof node.value === 'string' ? resolveText(node, node.value, path, walk) : node;
  const entries = [...node.entries].map(
    ([key, entry]) => [key, { ...entry, value: resolveNode(entry.value, [...path, key], walk) }] as const,
  );
  return { ...node, entries: new Map(entries) };
}

function resolveText(node: LocatedScalar, text: string, path: Path, walk: Walk): LocatedScalar {
  if (!text.includes('${')) return node;
  const references = parseReferences(text);
  const before = walk.diagnostics.length;
  if (text.replace(/\$\{[^{}]*\}/g, '').includes('${')) {
    walk.diagnostics.push(fault('VB1304', node.at, 'a reference is not closed', 'close it with "}"'));
  }
  const literal = path.findLast(part => typeof part === 'string');
  if (references.length > 0 && !path.includes('with') && literal !== undefined && literalKeys.has(literal)) {
    const message = `"${String(literal)}" cannot hold a reference`;
    walk.diagnostics.push(fault('VB1304', spanOf(node, references[0]!), message, 'write the value itself'));
    return { ...node, broken: true };
  }
  const values = references.map(reference => resolved(reference, node, text, path, walk));
  if (walk.diagnostics.slice(before).some(one => one.severity === 'error')) return { ...node, broken: true };
  const [only] = values;
  if (references.length === 1 && references[0]!.from === 0 && references[0]!.to === text.length && only !== undefined) {
    return { ...node, value: references[0]!.namespace === 'env' && node.plain ? typed(String(only)) : only };
  }
  let filled = '';
  let from = 0;
  for (const [index, reference] of references.entries()) {
    filled += text.slice(from, reference.from) + (values[index] ?? text.slice(reference.from, reference.to));
    from = reference.to;
  }
  return { ...node, value: filled + text.slice(from) };
}

/** The value of a reference; `undefined` when it stays as it is. */
function resolved(reference: Reference, node: LocatedScalar, text: string, path: Path, walk: Walk): Value | undefined {
  const at = spanOf(node, reference);
  const { namespace, name } = reference;
  const refuse = (code: 'VB1301' | 'VB1302' | 'VB1304', message: string, hint: string): undefined => {
    walk.diagnostics.push(fault(code, at, message, hint));
  };
  switch (namespace) {
    case 'env': {
      const found = walk.source.environment.find(name);
      if (!found) return refuse('VB1301', `environment variable ${name} is not set`, `set ${name}, or add it to .env`);
      if (found.value === '')
        walk.diagnostics.push(warning('VB1404', found.at ?? at, `${name} is set but empty`, 'give it a value'));
      return found.value;
    }
    case 'var': {
      const value = walk.source.vars.get(name);
      const known = [...walk.source.vars.keys()];
      const hint = known.length > 0 ? suggest(name, known) : `add it under vars: { ${name}: <value> }`;
      return value ?? refuse('VB1301', `no variable is named "${name}"`, hint);
    }
    case 'run': {
      if (!(runNames as readonly string[]).includes(name)) {
        return refuse('VB1304', `a run has no "${name}"`, suggest(name, runNames));
      }
      return path.includes('with')
        ? undefined
        : refuse('VB1304', 'what a run knows may only stand in the options of a plugin', 'write the value itself');
    }
    case 'secret':
      return checkSecret(reference, at, text, path, walk);
    default: {
      const hint =
        namespace === ''
          ? `write \${env:NAME}, \${secret:NAME}, \${var:name} or \${run:name}`
          : suggest(namespace, namespaces);
      return refuse('VB1304', `"${text.slice(reference.from, reference.to)}" is not a reference`, hint);
    }
  }
}

function checkSecret(reference: Reference, at: Span, text: string, path: Path, walk: Walk): undefined {
  const { name } = reference;
  if (!path.includes('with')) {
    walk.diagnostics.push(
      fault('VB1304', at, 'a secret may only stand in an option that its plugin marks as secret', 'move it there'),
    );
  } else if (reference.from > 0 || reference.to < text.length) {
    walk.diagnostics.push(
      fault('VB1304', at, 'a secret stands alone, without text around it', 'put the whole value into the secret'),
    );
  } else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    walk.diagnostics.push(fault('VB1304', at, `"${name}" cannot name a secret`, 'use letters, digits and _'));
  } else {
    const value = walk.source.secret(name);
    const own = walk.source.environment.find(name);
    if (value === null) {
      const hint = `set the environment variable ${name}, or ${name}_FILE to the file that holds it`;
      walk.diagnostics.push(fault('VB1302', at, `secret ${name} is not set`, hint));
    } else if (value === '') {
      walk.diagnostics.push(warning('VB1404', own?.at ?? at, `${name} is set but empty`, 'give it a value'));
    }
  }
}

/** A variable of the environment is always text; without quotes around it, it is read as YAML would read the value. */
function typed(text: string): Value {
  if (/^[-+]?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text))))
    return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** The reference itself where the text stands on one line as it is; else the whole scalar. */
function spanOf(node: LocatedScalar, reference: Reference): Span {
  const { at } = node;
  const quote = node.plain ? 0 : 1;
  const oneToOne = at.line === at.endLine && at.endColumn - at.column === node.written.length + 2 * quote;
  if (!oneToOne) return at;
  return { ...at, column: at.column + quote + reference.from, endColumn: at.column + quote + reference.to };
}
