import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startVerbatim, type VerbatimProcess } from '../faults/verbatim-process.ts';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { documentOf, scratch, verbatim } from './command-line.ts';

const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null;
const root = resolve(import.meta.dirname, '../..');
const october = ['monthly', '--client', 'lumiere', '--window', '2026-10'];

describe.skipIf(missing)('the demo’s project', () => {
  const [embedded, onServer] = [scratch(), scratch()];
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let worker: VerbatimProcess;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    for (const { path } of [embedded, onServer])
      cpSync(join(root, 'config'), join(path, 'config'), { recursive: true });
    database = await freshDatabase();
    const namespace = await createNamespace(address!);
    env = { DATABASE_URL: database.target.url!, TEMPORAL_ADDRESS: address!, TEMPORAL_NAMESPACE: namespace };
    worker = startVerbatim(['worker'], { entry: join(root, 'dist/cli/verbatim.js'), cwd: onServer.path, env });
    await worker.says('takes work from');
  });
  afterAll(async () => {
    worker?.child.kill('SIGKILL');
    await worker?.ended;
    await database?.remove();
    for (const { remove } of [embedded, onServer]) remove();
  });

  test('has the same metrics, byte for byte, by a run in process on the embedded store and by one over Temporal on PostgreSQL', async () => {
    const run = ['run', ...october, '--as-of', '2026-11-02T06:00:00Z'];
    const ends = await Promise.all([
      verbatim(run, { cwd: embedded.path }),
      verbatim([...run, '--engine', 'temporal'], { cwd: onServer.path, env }),
    ]);
    expect(ends.map(({ code, stderr }) => (code === 0 ? code : stderr))).toEqual([0, 0]);
    const metrics = ['metrics', ...october, '-o', 'json'];
    const [here, there] = [
      await verbatim(metrics, { cwd: embedded.path }),
      await verbatim(metrics, { cwd: onServer.path, env }),
    ];
    expect(documentOf<{ metrics: readonly unknown[] }>(here).metrics.length).toBeGreaterThan(50);
    expect(there.stdout).toBe(here.stdout);
  });
});
