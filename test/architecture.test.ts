import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const floors = ['core', 'plugins', 'reports', 'workflows', 'cli', 'web'];

/** Rooms of core, each may import only rooms that stand before it. */
const coreOrder = [
  'errors',
  'model',
  'stats',
  'text',
  'plugin',
  'sdk',
  'spec',
  'schedule',
  'plan',
  'map',
  'warehouse',
  'report',
  'run',
  'index',
];

/** Rooms of workflows, likewise; the files beside them are what crosses the server and come first. */
const workflowsOrder = ['definitions', 'client', 'schedules', 'worker'];

/** Packages that one room alone may import. */
const owners: Readonly<Record<string, RegExp>> = {
  yaml: /^(core\/spec\/|reports\/|cli\/)/,
  kysely: /^core\/warehouse\//,
  pg: /^core\/warehouse\//,
  'pg-copy-streams': /^core\/warehouse\//,
  '@electric-sql/pglite': /^core\/warehouse\//,
  tar: /^(core\/warehouse|reports\/pdf)\//,
  zod: /^(core\/plugin\/|core\/spec\/|plugins\/)/,
  commander: /^cli\//,
  croner: /^core\/(spec|schedule)\//,
  handlebars: /^reports\//,
  'puppeteer-core': /^reports\//,
  'natural/lib/natural/sentiment': /^plugins\/sentiment\//,
  'ml-sentiment': /^plugins\/sentiment\//,
  '@temporalio/worker': /^workflows\/worker\//,
  '@temporalio/activity': /^workflows\/worker\//,
  '@temporalio/workflow': /^workflows\/definitions\//,
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)));
}

const existing = floors.filter(floor => readdirSync(root).includes(floor));
const files = existing.flatMap(filesUnder);

/** Beside the house, and held to its sizes and names; what is kept as it was given or recorded is not. */
const tests = filesUnder('test').filter(file => !/^test\/(fixtures|histories)\//.test(file));

/** Every import of a file, type-only and dynamic ones too. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      found.push({ from: file, to: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier && ts.isStringLiteral(specifier)) found.push({ from: file, to: specifier.text, typeOnly: false });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ from: file, to: (node.argument.literal as ts.StringLiteral).text, typeOnly: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const imports = files.flatMap(importsOf);
const own = imports
  .filter(one => one.to.startsWith('.'))
  .map(one => ({ ...one, to: relative(root, resolve(root, dirname(one.from), one.to)) }));
const packages = imports.filter(one => !one.to.startsWith('.'));

/** Every file that runs inside a workflow: what `workflows/definitions/workflows.ts` reaches by imports of values. */
const replayed = new Set<string>(['workflows/definitions/workflows.ts']);
for (const file of replayed) for (const one of own) if (one.from === file && !one.typeOnly) replayed.add(one.to);

/** Ways to ask the clock, chance or the machine. */
const machine =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bperformance\.|\bset(Timeout|Interval|Immediate)\(|\bfetch\(|\bcrypto\.|\brequire\(/g;

const roomOf = (file: string): string => file.split('/')[1]!.replace(/\.ts$/, '');
const floorOf = (file: string): string => file.split('/')[0]!;

function mayImport(from: string, to: string): boolean {
  const [fromFloor, toFloor] = [floorOf(from), floorOf(to)];
  if (fromFloor === 'core') {
    return (
      toFloor === 'core' && coreOrder.indexOf(roomOf(from)) >= coreOrder.indexOf(roomOf(to)) && roomOf(to) !== 'index'
    );
  }
  if (fromFloor === 'plugins') {
    if (from === 'plugins/builtin.ts') return toFloor === 'plugins' || to.startsWith('core/');
    return to === 'core/sdk.ts' || dirname(to) === dirname(from) || isOwnFolder(from, to) || isOwnFile(from, to);
  }
  if (fromFloor === 'reports') {
    return toFloor === 'reports' || to === 'core/errors.ts' || to.startsWith('core/model/');
  }
  if (fromFloor === 'workflows' && toFloor === 'workflows') {
    return workflowsOrder.indexOf(roomOf(from)) >= workflowsOrder.indexOf(roomOf(to));
  }
  if (fromFloor === 'workflows') return ['core', 'plugins', 'reports'].includes(toFloor);
  return toFloor === fromFloor || !['cli', 'web'].includes(toFloor);
}

/** `connectors/csv.ts` may import from `connectors/csv/`, and files in there from each other and from their plugin. */
const isOwnFolder = (from: string, to: string): boolean => to.startsWith(`${from.replace(/\.ts$/, '')}/`);
const isOwnFile = (from: string, to: string): boolean => to === `${dirname(from)}.ts`;

describe('the house', () => {
  test('every room of core is known', () => {
    expect(
      [...new Set(files.filter(file => floorOf(file) === 'core').map(roomOf))].filter(
        room => !coreOrder.includes(room),
      ),
    ).toEqual([]);
  });

  test('no import goes up or sideways where it may not, type imports included', () => {
    expect(own.filter(one => !mayImport(one.from, one.to)).map(one => `${one.from} -> ${one.to}`)).toEqual([]);
  });

  test('no plugin imports another plugin of its kind', () => {
    const between = own.filter(
      one =>
        /^plugins\/\w+\/[^/]+\.ts$/.test(one.from) && /^plugins\/\w+\/[^/]+\.ts$/.test(one.to) && one.from !== one.to,
    );
    expect(between.map(one => `${one.from} -> ${one.to}`)).toEqual([]);
  });

  test('there is no circle, counted through type-only imports too', () => {
    expect(circles(own)).toEqual([]);
  });

  test('a package with an owner is imported by its owner alone', () => {
    const strays = packages.filter(one => owners[one.to] !== undefined && !owners[one.to]!.test(one.from));
    expect(strays.map(one => `${one.from} -> ${one.to}`)).toEqual([]);
  });

  test('natural is never imported from its root', () => {
    expect(packages.filter(one => one.to === 'natural').map(one => one.from)).toEqual([]);
  });

  test('no statement is made of text outside the migrations: what a pipeline says is bound, or quoted as a name', () => {
    const unbound = /\bsql\.(?:raw|lit|literal)\b/;
    const strays = files.filter(
      file => !file.startsWith('core/warehouse/migrations/') && unbound.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(strays).toEqual([]);
    for (const call of ['sql.raw(name)', 'sql.lit(9)']) expect(call, 'the rule finds it').toMatch(unbound);
  });

  test('what a workflow replays imports plans, models and errors, and of packages the workflow SDK alone', () => {
    const strays = [...replayed].flatMap(file => [
      ...own.filter(
        one =>
          one.from === file && !one.typeOnly && !/^(workflows|core\/(plan|model))\/|^core\/errors\.ts$/.test(one.to),
      ),
      ...packages.filter(
        one => one.from === file && !one.typeOnly && !['@temporalio/workflow', '@temporalio/common'].includes(one.to),
      ),
    ]);
    expect(strays.map(one => `${one.from} -> ${one.to}`)).toEqual([]);
    expect([...replayed]).toEqual(
      expect.arrayContaining(['core/plan/drive.ts', 'core/errors.ts', 'workflows/definitions/policies.ts']),
    );
  });

  test('what a workflow replays asks no clock, no chance and no machine', () => {
    const asking = [...replayed].flatMap(file => {
      const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const found = text.match(machine) ?? [];
      return found.map(word => `${file}: ${word}`);
    });
    // The one place where the clock that is read is the server's.
    expect(asking).toEqual(['workflows/definitions/server-clock.ts: Date.now']);
    for (const word of [
      'Date.now()',
      'new Date()',
      'Math.random()',
      'process.env',
      'performance.now()',
      'setTimeout(',
    ]) {
      expect(word, 'the rule finds it').toMatch(new RegExp(machine.source));
    }
  });

  test('no file or folder has a name that says nothing', () => {
    const empty = /^(utils?|helpers?|lib|common|misc|manager)$/;
    expect(
      [...files, ...tests].filter(file => file.split('/').some(part => empty.test(part.replace(/\.tsx?$/, '')))),
    ).toEqual([]);
  });

  test('files are kebab-case and at most 260 lines', () => {
    expect([...files, ...tests].filter(file => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
    expect(
      [...files, ...tests].filter(file => readFileSync(join(root, file), 'utf8').split('\n').length > 260),
    ).toEqual([]);
  });

  test('exports are named, and no barrel re-exports everything', () => {
    const text = (file: string) => readFileSync(join(root, file), 'utf8');
    expect(files.filter(file => /^export default /m.test(text(file)))).toEqual([]);
    expect(files.filter(file => /^export \* from/m.test(text(file)))).toEqual([]);
  });
});

/** Each circle once, as the list of its files. */
function circles(edges: readonly { from: string; to: string }[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}
