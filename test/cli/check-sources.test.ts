import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSources, sourceDiagnostics } from '../../cli/check-sources.ts';
import type { Workspace } from '../../cli/workspace.ts';
import { createRegistry, type Plugin } from '../../core/plugin/registry.ts';
import { loadPipeline } from '../../core/spec/pipeline.ts';
import { loadProject } from '../../core/spec/project.ts';
import { builtinPlugins } from '../../plugins/builtin.ts';
import { desk } from '../core/run/scene.ts';
import { projectOnDisk, soundPipeline } from '../core/spec/project-on-disk.ts';

/** A project with one source, `inbox/` with the files given, and what its connector says. */
async function checked(
  files: Readonly<Record<string, string>>,
  more: readonly Plugin[] = [],
  text = soundPipeline('m'),
) {
  const root = await projectOnDisk({ 'config/m.yaml': text });
  const project = await loadProject(root, { variables: {} });
  const others = more.map(plugin => ({ kind: plugin.kind, id: plugin.id, from: 'test', load: async () => plugin }));
  const registry = createRegistry([...builtinPlugins, ...others]);
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  const workspace = { project, registry, stateDir: root, outRoot: root, templateRoots: [] } as Workspace;
  const pipeline = await loadPipeline(project, 'config/m.yaml', { registry, templates: [] });
  expect(pipeline.diagnostics).toEqual([]);
  const diagnostics = await sourceDiagnostics(workspace, [pipeline]);
  return { diagnostics, checks: await checkSources(workspace, [pipeline]) };
}

const inRoot = soundPipeline('m').replace('inbox/*.csv', '*.csv');

test('a header with a column twice is an error at the source’s options, and a failed check of doctor', async () => {
  const { diagnostics, checks } = await checked({ 'a.csv': 'id,t,n,n\n1,2026-10-01,9,9\n' }, [], inRoot);
  // The options stand on line 5, behind four blanks.
  expect(diagnostics).toMatchObject([
    { line: 5, column: 5, severity: 'error', code: 'VB2102', hint: 'rename one of them' },
  ]);
  expect(checks).toMatchObject([{ id: 'source surveys', status: 'fail' }]);
});

test('a sound file says nothing, and doctor has one line for it', async () => {
  const { diagnostics, checks } = await checked({ 'a.csv': 'id,t,n\n1,2026-10-01,9\n' }, [], inRoot);
  expect([diagnostics, checks.map(one => one.status)]).toEqual([[], ['ok']]);
});

test('an inbox without files is no fault of the YAML and a warning of doctor: exports may be still to come', async () => {
  const { diagnostics, checks } = await checked({});
  expect(diagnostics).toEqual([]);
  expect(checks).toMatchObject([{ status: 'warn' }]);
});

test('a connector whose check throws, or answers with nonsense, is a warning and stops nothing', async () => {
  const text = soundPipeline('m').replace('use: csv', 'use: desk').replace('with: { path: "inbox/*.csv" }', 'with: {}');
  const one = text.replace('responses:', 'answers:');
  const failing = { ...desk(async function* () {}), check: async () => Promise.reject(new TypeError('no socket')) };
  const { diagnostics } = await checked({}, [failing as unknown as Plugin], one);
  expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'VB3003' }]);
  const odd = { ...desk(async function* () {}), check: async () => 'fine' };
  expect((await checked({}, [odd as unknown as Plugin], one)).diagnostics).toEqual([]);
});
