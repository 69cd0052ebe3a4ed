import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** What `verbatim` runs, as `npm test` builds it before; absolute. */
export const entry = resolve(import.meta.dirname, '../../dist/cli/verbatim.js');

/** What a command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CallOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what stderr has so far, to act while the command runs. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built command line as a user does, off a terminal. */
export function verbatim(args: readonly string[], { cwd, env = {}, onStderr }: CallOptions): Promise<Ended> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [entry, ...args], { cwd, env: { ...inherited, CI: 'true', ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(stderr, signal => child.kill(signal));
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', code => done({ code, stdout, stderr }));
  });
}

/** A folder of its own for one test, with these files in it; `remove` it afterwards. */
export function scratch(files: Readonly<Record<string, string | Uint8Array>> = {}): {
  readonly path: string;
  readonly remove: () => void;
} {
  const path = mkdtempSync(join(tmpdir(), 'verbatim-e2e-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The one JSON document that a command printed; anything else on stdout is an error. */
export const documentOf = <T>({ stdout }: Ended): T => JSON.parse(stdout) as T;

/** One object a line. */
export const rowsOf = <T>({ stdout }: Ended): T[] =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);
