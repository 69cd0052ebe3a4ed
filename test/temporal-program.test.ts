import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { scratch } from './e2e/command-line.ts';
import { findTemporal } from './temporal-program.ts';

const folder = scratch({
  'own/temporal-1.5': '',
  'path/temporal': '',
  'home/go/bin/temporal': '',
  'gobin/temporal': '',
});
const at = (path: string): string => join(folder.path, path);
afterAll(folder.remove);
afterEach(() => vi.unstubAllEnvs());

function stub(variables: Readonly<Record<string, string>>): void {
  for (const name of ['TEMPORAL_CLI', 'GOBIN', 'GOPATH', 'PATH', 'HOME']) vi.stubEnv(name, variables[name] ?? '');
}

test('TEMPORAL_CLI comes before the PATH, and the PATH before where Go installs', () => {
  const all = { TEMPORAL_CLI: at('own/temporal-1.5'), PATH: at('path'), GOBIN: at('gobin'), HOME: at('home') };
  stub(all);
  expect(findTemporal()).toBe(at('own/temporal-1.5'));
  stub({ ...all, TEMPORAL_CLI: '' });
  expect(findTemporal()).toBe(at('path/temporal'));
  stub({ ...all, TEMPORAL_CLI: '', PATH: at('nowhere') });
  expect(findTemporal()).toBe(at('gobin/temporal'));
  stub({ HOME: at('home') });
  expect(findTemporal()).toBe(at('home/go/bin/temporal'));
});

test('a name that is no file is passed over', () => {
  stub({ TEMPORAL_CLI: at('own'), PATH: at('path'), HOME: at('home') });
  expect(findTemporal()).toBe(at('path/temporal'));
});
