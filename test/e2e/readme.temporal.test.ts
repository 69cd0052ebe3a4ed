import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { freePortAnd } from '../free-port.ts';
import { freshDatabase } from '../stores.ts';
import { findTemporal } from '../temporal-program.ts';
import { scratch } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const missing = findTemporal() === null || inject('postgresUrl') === null;

const block = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .map(match => match[1]!)
  .find(text => /temporal/.test(text))!;
const terminals = block
  .trim()
  .split('\n')
  .map(line => line.replace(/\s+#.*$/, ''));

const folder = scratch(surveyProject);
const children: ChildProcess[] = [];
const removals: (() => Promise<void> | void)[] = [folder.remove];

/** A line of the README in a terminal of its own, in the project's folder. */
function type(line: string, port: number, env: Readonly<Record<string, string>>) {
  const [program, ...words] = line.split(' ');
  // `npm run` works in the package's folder, where a server of the developer may keep its data.
  const script = [join(root, 'node_modules/jiti/lib/jiti-cli.mjs'), join(root, scripts.temporal!.split(' ')[1]!)];
  const args = program === 'npm' ? [...script, '--port', String(port)] : [join(root, 'dist/cli/verbatim.js'), ...words];
  const { DATABASE_URL: _, TEMPORAL_ADDRESS: __, TEMPORAL_NAMESPACE: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, args, {
    ...{ cwd: folder.path, env: { ...inherited, CI: 'true', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  children.push(child);
  let [said, told] = ['', () => {}];
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      told();
    });
  const ended = new Promise<{ code: number | null; said: string }>(done =>
    child.on('close', code => done({ code, said })),
  );
  const says = (words: string): Promise<void> =>
    new Promise((done, fail) => {
      told = () => {
        if (said.includes(words)) done();
      };
      told();
      ended.then(({ code }) => fail(new Error(`"${line}" ended with ${code}: ${said}`)));
    });
  return { child, says, ended };
}

describe.skipIf(missing)(
  `the README on Temporal${missing ? ' (no CLI of Temporal or no PostgreSQL found)' : ''}`,
  () => {
    afterAll(async () => {
      for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
      for (const remove of removals) await remove();
    });

    test('runs a pipeline with what it has one type into three terminals, and each ends well', async () => {
      expect(terminals.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
        'npm run',
        'verbatim worker',
        'verbatim run',
      ]);
      // The server's pages are on the port 1000 above.
      const port = await freePortAnd(1000);
      const database = await freshDatabase();
      removals.unshift(database.remove);
      const env = { DATABASE_URL: database.target.url!, TEMPORAL_ADDRESS: `127.0.0.1:${port}` };

      const server = type(terminals[0]!, port, {});
      await server.says('Ctrl-C stops it.');
      const worker = type(terminals[1]!, port, env);
      await worker.says('takes work from');
      const run = await type(terminals[2]!, port, env).ended;
      expect(run).toMatchObject({ code: 0, said: expect.stringMatching(/succeeded/) });
      expect(run.said).toMatch(/out\/\S+\.pdf/);

      worker.child.kill('SIGINT');
      expect((await worker.ended).code).toBe(0);
      server.child.kill('SIGINT');
      expect((await server.ended).code).toBe(0);
    });
  },
);
