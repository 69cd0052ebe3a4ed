import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtBundle, writeBundle } from '../../workflows/worker/workflow-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-bundle-'));
const codePath = join(folder, 'bundle.js');
let build = '';

beforeAll(async () => {
  ({ build } = await writeBundle(codePath));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the bundle holds the workflows and drive, and neither zod nor luxon nor a module of Node', () => {
  // Webpack names each module that it takes in.
  const modules = [...new Set(readFileSync(codePath, 'utf8').match(/"\.\/[\w@./-]+\.(?:[cm]?[jt]s)"/g))];
  expect(modules).toEqual(
    expect.arrayContaining(['"./core/plan/drive.ts"', '"./workflows/definitions/pipeline-run.workflow.ts"']),
  );
  expect(modules.filter(name => /node_modules\/(zod|luxon|kysely|pg|yaml)\//.test(name))).toEqual([]);
  expect(
    modules.filter(name => /^"\.\/(plugins|reports|cli|core\/(warehouse|run|spec|map|report))\//.test(name)),
  ).toEqual([]);
  expect(readFileSync(codePath, 'utf8')).not.toMatch(/require\("node:/);
});

test('a build is known by twelve digits of its content', () => {
  expect(build).toMatch(/^[0-9a-f]{12}$/);
});

test('sources have no bundle that was built', () => {
  expect(builtBundle()).toBeNull();
});
