import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findPostgres } from '../postgres-cluster.ts';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { findTemporal } from '../temporal-program.ts';
import { scratch } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null || findTemporal() === null;

/** Each block of commands, with why it is not run where the page says so. */
const blocks = [...page.matchAll(/(?:^<!-- not run by the tests: (.+) -->\n)?^```sh\n([\s\S]*?)^```/gm)].map(
  ([, reason, text]) => ({ reason: reason ?? null, lines: text!.trimEnd().split('\n') }),
);
const lines = blocks.filter(({ reason }) => reason === null).flatMap(block => block.lines);

interface Ended {
  readonly line: string;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folder = scratch(surveyProject);
const removals: (() => Promise<void> | void)[] = [folder.remove];
const lasting: ChildProcess[] = [];
const ended = new Map<string, Ended>();
let env: NodeJS.ProcessEnv = {};

/** A folder with `verbatim` and the CLI of Temporal in it, as an installed product would have them on the PATH. */
function programs(): string {
  const bin = join(folder.path, '.bin');
  mkdirSync(bin);
  const entry = join(root, 'dist/cli/verbatim.js');
  writeFileSync(join(bin, 'verbatim'), `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`, { mode: 0o755 });
  symlinkSync(findTemporal()!, join(bin, 'temporal'));
  return [bin, findPostgres() ?? '', dirname(process.execPath), process.env.PATH].join(delimiter);
}

function begin(line: string) {
  // Its own group, so that a worker is ended with the shell around it.
  const child = spawn('sh', ['-c', line], { cwd: folder.path, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const done = new Promise<Ended>(end => child.on('close', code => end({ line, code, ...texts })));
  return { child, texts, done };
}

/** A worker lasts; the page goes on once it takes work. */
async function serve(line: string): Promise<void> {
  const { child, texts, done } = begin(line);
  lasting.push(child);
  const ready = new Promise<void>(go =>
    child.stderr.on('data', () => {
      if (texts.stderr.includes('takes work from')) go();
    }),
  );
  const early = await Promise.race([ready, done]);
  if (early !== undefined) throw new Error(`"${line}" ended with ${early.code}: ${early.stderr}`);
}

const endGroup = (child: ChildProcess): void => {
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
};

describe.skipIf(missing)(
  `docs/operations.md${missing ? ' (no Temporal server, CLI of Temporal or PostgreSQL found)' : ''}`,
  () => {
    beforeAll(async () => {
      const database = await freshDatabase();
      removals.push(database.remove);
      const TEMPORAL_NAMESPACE = await createNamespace(address!, { registered: false });
      const { DATABASE_URL: _, ...inherited } = process.env;
      env = {
        ...{ ...inherited, CI: 'true', PATH: programs(), DATABASE_URL: database.target.url! },
        ...{ TEMPORAL_ADDRESS: address!, TEMPORAL_NAMESPACE },
      };
      for (const line of lines) {
        if (/^verbatim worker\b/.test(line)) await serve(line);
        else ended.set(line, await begin(line).done);
      }
    }, 240_000);

    afterAll(async () => {
      for (const child of lasting) endGroup(child);
      await begin('dropdb --if-exists --maintenance-db "$DATABASE_URL" restored').done;
      for (const remove of removals) await remove();
    });

    test('leaves out only what needs Docker, or an account of Temporal Cloud', () => {
      expect(blocks.length).toBeGreaterThan(6);
      const left = blocks.filter(({ reason }) => reason !== null);
      expect(left.map(({ reason }) => reason)).toEqual(['needs Docker', 'needs an account', 'needs Docker']);
      expect(left.every(block => block.lines.some(line => /^(docker compose|tcld) /.test(line)))).toBe(true);
    });

    test('names commands that work, in the order of the page', () => {
      expect(ended.size).toBeGreaterThan(18);
      for (const { line, code, stderr } of ended.values())
        expect({ line, code, stderr: code === 0 ? '' : stderr }).toEqual({ line, code: 0, stderr: '' });
    });

    test('restores a warehouse that gives the same figures: 24 promoters and 8 detractors of 40 are an NPS of 40', () => {
      const [restored] = [...ended.values()].filter(({ line }) => line.includes('restored" verbatim metrics'));
      expect(restored!.stdout).toMatch(/\bnps\b.*\b40(\.0)?\b/);
    });

    test('finds every link of the page', () => {
      const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(match => join(root, 'docs', match[1]!));
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) expect(() => readFileSync(link)).not.toThrow();
    });
  },
);
