import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { scratch } from './e2e/command-line.ts';
import { surveyProject } from './e2e/survey-project.ts';
import { freshDatabase } from './stores.ts';
import { createNamespace } from './temporal-namespace.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null;

interface OwnService {
  readonly image?: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly stop_grace_period: string;
}
const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, OwnService>>;
};
const own = Object.entries(services).filter(([, service]) => service.image === 'verbatim-cx:local');
const entrypoint = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(read('Dockerfile'))![1]!) as readonly string[];

/** What the image has elsewhere. */
const here = (words: readonly string[]): string[] => words.map(word => word.replace('/opt/verbatim/', `${root}/`));

const started: ChildProcess[] = [];
const removals: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  for (const remove of removals) await remove();
});

/** A project, a warehouse, a namespace and the service's environment that points at them, secrets as files. */
async function surroundings({ environment }: OwnService) {
  const database = await freshDatabase();
  const folder = scratch({
    ...surveyProject,
    'secrets/database-url': `${database.target.url}\n`,
    'secrets/customer-key': `${'07'.repeat(32)}\n`,
  });
  removals.push(folder.remove, database.remove);
  const places: Readonly<Record<string, string>> = {
    TEMPORAL_ADDRESS: address!,
    TEMPORAL_NAMESPACE: await createNamespace(address!, { registered: false }),
  };
  const { DATABASE_URL: _, ...inherited } = process.env;
  const env = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      places[name] ?? value.replace('/run/secrets/', join(folder.path, 'secrets/')),
    ]),
  );
  return { cwd: folder.path, env: { ...inherited, ...env } };
}

describe.skipIf(missing)(
  `services of docker-compose.yml as processes${missing ? ' (no Temporal server or no PostgreSQL found)' : ''}`,
  () => {
    test('there is one to look at', () => {
      expect(own.map(([name]) => name)).toEqual(['worker']);
    });

    test.each(own)('%s becomes healthy, and ends well in the time that it has', async (_name, service) => {
      const options = await surroundings(service);
      const [program, ...args] = here([...entrypoint, ...service.command]);
      const [kind, ...check] = service.healthcheck.test;
      expect(kind).toBe('CMD');
      const isHealthy = (): number | null => spawnSync(check[0]!, here(check.slice(1)), options).status;
      expect(isHealthy()).toBe(4);

      const child = spawn(program!, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
      started.push(child);
      const ended = new Promise<number | null>(done => child.on('close', done));
      let said = '';
      const ready = new Promise<void>((done, fail) => {
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (said.includes('takes work from')) done();
        });
        child.on('close', () => fail(new Error(`it ended: ${said}`)));
      });
      await ready;
      await expect.poll(isHealthy, { timeout: 60_000, interval: 500 }).toBe(0);

      child.kill('SIGTERM');
      const limit = new Promise<'too late'>(done =>
        setTimeout(() => done('too late'), Number.parseInt(service.stop_grace_period, 10) * 1000).unref(),
      );
      expect(await Promise.race([ended, limit])).toBe(0);
    });
  },
);
