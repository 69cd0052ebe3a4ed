import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../core/plugin/registry.ts';
import { builtinPlugins } from '../../plugins/builtin.ts';

const root = join(import.meta.dirname, '../../plugins');

/** Plugin files lie directly in the folder of their kind; folders beside them hold what they are made of. */
const files = readdirSync(root, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .flatMap(kind => readdirSync(join(root, kind.name)))
  .filter(name => /^[a-z0-9-]+\.ts$/.test(name))
  .map(name => name.replace(/\.ts$/, ''));

test('every plugin file is listed under its own name, once', () => {
  expect(builtinPlugins.map(entry => entry.id).sort()).toEqual(files.sort());
  expect(() => createRegistry(builtinPlugins)).not.toThrow();
});

describe.each(builtinPlugins.map(entry => [entry.id, entry] as const))('%s', (id, entry) => {
  test('loads as the plugin and the kind that the list says', async () => {
    const plugin = await entry.load();
    expect([plugin.id, plugin.kind]).toEqual([id, entry.kind]);
    expect(entry.from).toBe('built-in');
  });
});
