import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VerbatimError } from '../../../core/errors.ts';
import { discoverPlugins } from '../../../core/plugin/discover.ts';
import type { PluginsByKind } from '../../../core/plugin/registry.ts';
import { projectOnDisk } from '../spec/project-on-disk.ts';

const sink = (id: string, more = ''): string => `
import { defineSink, secret, VerbatimError } from 'verbatim-cx/sdk';
import { z } from 'zod';
interface Options { url: string }
export const plugin = defineSink<Options>({
  id: '${id}', version: '1.0.0', title: 'Posts', stability: 'beta', examples: [],
  options: z.strictObject({ url: secret().describe('Address.') }),
  deliver: async () => { throw new VerbatimError('VB9001', 'posted'); },${more}
});
`;
const listed = (...names: readonly string[]) =>
  names.map((name, index) => ({ name, at: { file: 'config/verbatim.yaml', line: index + 3, column: 5 } }));
const sdk = () => import('../../../core/sdk.ts');
const packageJson = (plugins: unknown): string =>
  JSON.stringify({ name: 'x', version: '1.0.0', type: 'module', verbatim: { plugins } });

test('a TypeScript file of the project is a plugin, with this process’s own sdk and zod', async () => {
  const root = await projectOnDisk({ 'plugins/post.ts': sink('post') });
  const { entries, faults } = await discoverPlugins(root, listed('./plugins/post.ts'), [], sdk);
  expect(faults).toEqual([]);
  expect(entries.map(({ kind, id, from }) => ({ kind, id, from }))).toEqual([
    { kind: 'sink', id: 'post', from: './plugins/post.ts' },
  ]);
  const plugin = (await entries[0]!.load()) as PluginsByKind['sink'];
  expect(plugin.options.safeParse({ url: 'x' }).success).toBe(true);
  // One copy of the sdk: its errors are ours.
  await expect(plugin.deliver(undefined as never, undefined as never)).rejects.toBeInstanceOf(VerbatimError);
});

test('a package says its plugins and is imported on first use; with one plugin its own name is an id, too', async () => {
  const broken = 'throw new Error("imported too early");';
  const root = await projectOnDisk({
    'node_modules/@cabinet/post/package.json': packageJson([{ kind: 'sink', id: 'post', entry: './post.ts' }]),
    'node_modules/@cabinet/post/post.ts': sink('post'),
    'node_modules/two/package.json': packageJson([
      { kind: 'sink', id: 'one', entry: './broken.ts' },
      { kind: 'kpi', id: 'other', entry: './broken.ts' },
    ]),
    'node_modules/two/broken.ts': broken,
  });
  const { entries, faults } = await discoverPlugins(root, listed('@cabinet/post', 'two'), [], sdk);
  expect(faults).toEqual([]);
  expect(entries.map(entry => entry.id)).toEqual(['post', '@cabinet/post', 'one', 'other']);
  expect((await entries[1]!.load()).id).toBe('post');
  await expect(entries[2]!.load()).rejects.toMatchObject({
    code: 'VB3001',
    message: expect.stringContaining('imported too early'),
  });
});

test('every plugin that cannot be had is named with its line and the reason, and the others are there', async () => {
  const root = await projectOnDisk({
    'plugins/post.ts': sink('post'),
    'plugins/syntax.ts': 'export const x = (;\n',
    'plugins/throws.ts': 'throw new Error("no licence");\n',
    'plugins/nothing.ts': 'export const x = 1;\n',
    'plugins/half.ts': 'export const x = { kind: "kpi", id: "Half", version: "1", title: "t", options: {} };\n',
    'node_modules/silent/package.json': '{"name":"silent"}',
  });
  const names = [
    './plugins/syntax.ts',
    './plugins/throws.ts',
    './plugins/nothing.ts',
    './plugins/half.ts',
    './plugins/none.ts',
    './plugins/post.ts',
    'absent',
    'silent',
    '../x.ts',
  ];
  const { entries, faults } = await discoverPlugins(root, listed(...names), [], sdk);
  expect(entries.map(entry => entry.id)).toEqual(['post']);
  expect(faults.map(fault => `${fault.at!.line} ${fault.code}`)).toEqual([
    '3 VB3001',
    '4 VB3001',
    '5 VB3002',
    '6 VB3002',
    '7 VB3001',
    '9 VB3001',
    '10 VB3002',
    '11 VB3001',
  ]);
  expect(faults[1]!.message).toBe('plugin ./plugins/throws.ts: no licence');
  expect(faults[3]!.message).toContain('measure: expected a function, found nothing');
  expect(faults[3]!.message).toContain('options: expected a zod object');
  expect(faults.every(fault => !fault.message.includes('\n'))).toBe(true);
});

test('a plugin file may not lie beyond the project, not even by a symbolic link', async () => {
  const elsewhere = await projectOnDisk({ 'post.ts': sink('post') });
  const root = await projectOnDisk({ 'plugins/x.txt': '' });
  await symlink(join(elsewhere, 'post.ts'), join(root, 'plugins/post.ts'));
  const { entries, faults } = await discoverPlugins(
    root,
    listed('./plugins/post.ts', join(elsewhere, 'post.ts')),
    [],
    sdk,
  );
  expect(entries).toEqual([]);
  expect(faults.map(fault => fault.code)).toEqual(['VB1407', 'VB1407']);
});

test('a package that does not export what it declares is told so when it is used', async () => {
  const root = await projectOnDisk({
    'node_modules/post/package.json': packageJson([{ kind: 'sink', id: 'other', entry: './post.ts' }]),
    'node_modules/post/post.ts': sink('post'),
  });
  const { entries } = await discoverPlugins(root, listed('post'), [], sdk);
  await expect(entries[0]!.load()).rejects.toMatchObject({
    code: 'VB3002',
    message: expect.stringContaining('sink "other"'),
  });
});

test('a plugin whose id another one has already is named at its line, and the first of them counts', async () => {
  const root = await projectOnDisk({ 'plugins/one.ts': sink('post'), 'plugins/two.ts': sink('folder') });
  const builtIn = [{ kind: 'sink', id: 'folder', from: 'built-in', load: () => Promise.reject() }] as const;
  const names = ['./plugins/one.ts', './plugins/two.ts', './plugins/one.ts'];
  const { entries, faults } = await discoverPlugins(root, listed(...names), builtIn, sdk);
  expect(entries.map(entry => entry.id)).toEqual(['post']);
  expect(faults.map(({ code, at, message }) => `${at!.line} ${code} ${message}`)).toEqual([
    '4 VB3005 two plugins are called "folder": built-in and ./plugins/two.ts',
    '5 VB3005 two plugins are called "post": ./plugins/one.ts and ./plugins/one.ts',
  ]);
});
