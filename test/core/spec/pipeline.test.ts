import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explain } from '../../../core/spec/explain.ts';
import { member, textOf } from '../../../core/spec/located.ts';
import { type LoadedPipeline, loadPipeline } from '../../../core/spec/pipeline.ts';
import { loadProject } from '../../../core/spec/project.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';
import { projectOnDisk, soundPipeline } from './project-on-disk.ts';

const registry = fakeRegistry();

async function load(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
  environment: string | null = null,
): Promise<LoadedPipeline> {
  const root = await projectOnDisk(files);
  const project = await loadProject(root, { variables, environment });
  return loadPipeline(project, 'config/p.yaml', { registry, templates: null });
}
const codes = (pipeline: LoadedPipeline): readonly string[] =>
  pipeline.diagnostics.map(one => `${one.file}:${one.line}:${one.column} ${one.severity} ${one.code}`);

const desk = (token: string, more = ''): string =>
  soundPipeline('p').replace(
    'kpis:',
    `  desk:
    use: desk
    with: { url: "https://desk.example", auth: { bearer: ${token} }${more} }
    streams: { tickets: { map: { at: t } } }
kpis:`,
  );

test('the smallest pipeline needs one stream with key and map, and one KPI', async () => {
  const { spec, diagnostics } = await load({ 'config/p.yaml': soundPipeline('p') });
  expect(diagnostics).toEqual([]);
  expect(spec).toMatchObject({ pipeline: 'p', locale: 'fr-FR', timezone: 'Europe/Paris', steps: [], report: [] });
  expect(spec!.sources.surveys!.streams.responses).toMatchObject({
    feeds: 'feedback',
    mode: 'incremental',
    key: ['id'],
  });
});

test('a variable comes from the process, then the .env files of the environment, then .env', async () => {
  const files = {
    'config/p.yaml': soundPipeline('p', `title: "\${env:A} \${env:B} \${env:C} \${env:D}"\n`),
    '.env.prod.local': 'B=prod-local\n',
    '.env.prod': 'B=prod\nC=prod\n',
    '.env': 'A=plain\nB=plain\nC=plain\nD=plain\n',
  };
  expect((await load(files, { A: 'process' }, 'prod')).spec!.title).toBe('process prod-local prod plain');
  expect((await load(files)).spec!.title).toBe('plain plain plain plain');
});

test('a var comes from the environment’s block, then the pipeline, then the project', async () => {
  const files = {
    'config/verbatim.yaml':
      'project: demo\nvars: { a: project, b: project, c: project }\nenvironments: { prod: { vars: { a: prod } } }\n',
    'config/p.yaml': soundPipeline('p', `vars: { a: own, b: own }\ntitle: "\${var:a} \${var:b} \${var:c}"\n`),
  };
  expect((await load(files, {}, 'prod')).spec!.title).toBe('prod own project');
  expect((await load(files, { VERBATIM_ENV: 'prod' })).spec!.title).toBe('prod own project');
  expect((await load(files)).spec!.title).toBe('own own project');
});

test('a reference that is the whole value keeps its type; text of the environment is read as YAML would without quotes', async () => {
  const yaml = soundPipeline('p', `vars: { base: 40 }\nquarantine:\n  stop_after:\n    rows: \${env:ROWS}\n`).replace(
    'by: [month] }',
    `by: [month], with: { min_n: "\${var:base}" } }`,
  );
  const { spec, diagnostics } = await load({ 'config/p.yaml': yaml }, { ROWS: '12' });
  expect(diagnostics).toEqual([]);
  expect(spec!.quarantine.stop_after!.rows).toBe(12);
  expect(spec!.kpis[0]!.with).toEqual({ min_n: 40 });
});

test('nothing but the four references is evaluated, and what a variable holds is not looked into again', async () => {
  const yaml = soundPipeline('p', `title: "\${env:A} {{ 1 + 1 }} $HOME $(id) \`id\`"\n`);
  const { spec } = await load({ 'config/p.yaml': yaml }, { A: `\${secret:B}` });
  expect(spec!.title).toBe(`\${secret:B} {{ 1 + 1 }} $HOME $(id) \`id\``);
});

test('a secret is there by its variable or by the file that NAME_FILE names, and stays a reference', async () => {
  const yaml = desk(`"\${secret:TOKEN}"`);
  const byName = await load({ 'config/p.yaml': yaml }, { TOKEN: 'canary-1' });
  const byFile = await load({ 'config/p.yaml': yaml, 'secrets/token': 'canary-2\n' }, { TOKEN_FILE: 'secrets/token' });
  for (const { spec, diagnostics } of [byName, byFile]) {
    expect(diagnostics).toEqual([]);
    expect(spec!.sources.desk!.with).toMatchObject({ auth: { bearer: `\${secret:TOKEN}` } });
    expect(JSON.stringify(spec)).not.toContain('canary');
  }
  expect(codes(await load({ 'config/p.yaml': yaml }, { TOKEN_FILE: 'secrets/none' }))).toEqual([
    'config/p.yaml:10:59 error VB1302',
  ]);
});

test.each([
  ['a text', '"hunter2-canary"'],
  ['a text without quotes', 'hunter2-canary'],
  ['a number', '4929123412341234'],
  ['a variable of the environment', `"\${env:TOKEN}"`],
  ['a text of several lines', '"hunter2\n      -canary"'],
])('%s in a secret option is refused, and no message repeats it', async (_, literal) => {
  const loaded = await load({ 'config/p.yaml': desk(literal) }, { TOKEN: 'hunter2-canary' });
  expect(loaded.diagnostics.map(one => one.code)).toEqual(['VB1303']);
  expect(loaded.spec).toBeNull();
  expect(JSON.stringify(loaded.diagnostics)).not.toMatch(/hunter2|canary|4929/);
  expect(JSON.stringify(explain(loaded.tree!, 'sources', loaded.diagnostics))).not.toMatch(/hunter2|canary|4929/);
});

test('a path may not be a file beyond the project, but may be part of an address', async () => {
  const outside = [
    '/etc/passwd',
    '../x.csv',
    'a/../../x',
    'C:\\\\x',
    '~/x',
    'file:///etc/passwd',
    '\\\\\\\\host\\\\share',
  ];
  for (const path of outside) {
    const loaded = await load({ 'config/p.yaml': soundPipeline('p').replace('inbox/*.csv', path) });
    expect(codes(loaded), path).toEqual(['config/p.yaml:5:19 error VB1407']);
  }
  const inside = await load({ 'config/p.yaml': soundPipeline('p').replace('inbox/*.csv', 'a/../b/*.csv') });
  expect(inside.diagnostics).toEqual([]);
  const address = await load({ 'config/p.yaml': desk(`"\${secret:TOKEN}"`, ', path: /v2/tickets') }, { TOKEN: 'x' });
  expect(address.diagnostics).toEqual([]);
});

test('a file may not extend one beyond the project, by name or by a symbolic link', async () => {
  const named = await load({ 'config/p.yaml': soundPipeline('p', 'extends: ../../x.yaml\n') });
  expect(codes(named)).toEqual(['config/p.yaml:2:10 error VB1407']);
  const elsewhere = await projectOnDisk({ 'config/base.yaml': 'locale: fr-FR\n' });
  const root = await projectOnDisk({ 'config/p.yaml': soundPipeline('p', 'extends: link.yaml\n') });
  await symlink(join(elsewhere, 'config/base.yaml'), join(root, 'config/link.yaml'));
  const project = await loadProject(root, { variables: {} });
  const linked = await loadPipeline(project, 'config/p.yaml', { registry, templates: null });
  expect(codes(linked)).toEqual(['config/p.yaml:2:10 error VB1407']);
});

test('extends starts from the file that says it, over any number of files', async () => {
  const files = {
    'config/p.yaml': 'pipeline: p\nextends: clients/a/base.yaml\nlocale: en-GB\n',
    'config/clients/a/base.yaml': 'extends: ../../templates/retail.yaml\nclient: a\nlocale: fr-BE\n',
    'config/templates/retail.yaml': soundPipeline('x', 'locale: fr-FR\ntimezone: Europe/Brussels\n').replace(
      'pipeline: x\n',
      '',
    ),
  };
  const { spec, diagnostics, files: took, tree } = await load(files);
  expect(diagnostics).toEqual([]);
  expect(took).toEqual(['config/p.yaml', 'config/clients/a/base.yaml', 'config/templates/retail.yaml']);
  expect(spec).toMatchObject({ pipeline: 'p', client: 'a', locale: 'en-GB', timezone: 'Europe/Brussels' });
  expect(explain(tree!, 'locale', [])).toEqual({
    path: 'locale',
    value: 'en-GB',
    file: 'config/p.yaml',
    line: 3,
    column: 9,
    from: [
      { file: 'config/clients/a/base.yaml', line: 3, column: 9, value: 'fr-BE' },
      { file: 'config/templates/retail.yaml', line: 1, column: 9, value: 'fr-FR' },
    ],
  });
});

test('a value is explained by keys, by the index, id or use of an item, and by keys that have dots', async () => {
  const yaml = soundPipeline('p', 'labels: { channel: { web.shop: Shop } }\n').replace(
    'kpis:\n',
    'steps:\n  - { id: privacy, use: redact-pii, with: { names: customer } }\nkpis:\n',
  );
  const { tree } = await load({ 'config/p.yaml': yaml.replace('by: [month] }', 'by: [month], with: { min_n: 40 } }') });
  const place = (path: string): unknown => {
    const { value, line, column } = explain(tree!, path, []);
    return [value, line, column];
  };
  expect(place('sources.surveys.with.path')).toEqual(['inbox/*.csv', 6, 19]);
  expect(place('steps.privacy.with.names')).toEqual(['customer', 10, 52]);
  expect(place('steps.0.use')).toEqual(['redact-pii', 10, 25]);
  expect(place('kpis.nps.with.min_n')).toEqual([40, 12, 45]);
  expect(place('kpis.0.with')).toEqual([{ min_n: 40 }, 12, 30]);
  expect(place('labels.channel.web.shop')).toEqual(['Shop', 2, 32]);
});

test('a path that is not there says what is, and what may be meant', async () => {
  const { tree } = await load({ 'config/p.yaml': soundPipeline('p') });
  const explained = (path: string) => () => explain(tree!, path, []);
  expect(explained('sources.survey.with')).toThrow(
    expect.objectContaining({ code: 'VB1002', hint: 'did you mean "surveys"? (known: surveys)' }),
  );
  expect(explained('pipeline.id')).toThrow(expect.objectContaining({ code: 'VB1002', hint: 'explain pipeline' }));
  expect(explained('kpis.csat')).toThrow(expect.objectContaining({ code: 'VB1002', hint: 'known: nps' }));
});

test('a fault of a shared template is told at the template, once for all that extend it', async () => {
  const root = await projectOnDisk({
    'config/p.yaml': 'pipeline: p\nextends: t.yaml\n',
    'config/t.yaml': `${soundPipeline('t')}colour: red\n`,
  });
  await mkdir(join(root, 'other'));
  await writeFile(join(root, 'config/q.yaml'), 'pipeline: q\nextends: t.yaml\n');
  const project = await loadProject(root, { variables: {} });
  for (const file of ['config/p.yaml', 'config/q.yaml']) {
    const loaded = await loadPipeline(project, file, { registry, templates: null });
    expect(codes(loaded)).toEqual(['config/t.yaml:10:1 error VB1201']);
    expect(textOf(member(loaded.tree!, 'pipeline'))).toBe(file.slice(7, 8));
  }
});
