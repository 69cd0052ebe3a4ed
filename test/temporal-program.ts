import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** How to get a server, told wherever one is missing. */
export const howToGetTemporal =
  'Put the Temporal CLI on the PATH (https://docs.temporal.io/cli, or with Go 1.25 or later:\n' +
  'go install github.com/temporalio/cli/cmd/temporal@v1.5.1), name it in TEMPORAL_CLI,\n' +
  'or set TEMPORAL_ADDRESS to a server that is running.';

/** The last tag that `go install` takes: later ones carry a `replace` in their go.mod. */
const goPackage = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const downloads = resolve(import.meta.dirname, '../node_modules/.cache/verbatim/temporal');

/** The Temporal CLI of this machine: `TEMPORAL_CLI`, on the PATH, where Go installs, or what the SDK once downloaded. */
export function findTemporal(): string | null {
  const given = process.env.TEMPORAL_CLI;
  const name = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(folder => folder !== ''), ...goFolders()];
  const candidates = [...(given ? [given] : []), ...folders.map(folder => join(folder, name)), ...downloaded()];
  return candidates.find(path => existsSync(path) && statSync(path).isFile()) ?? null;
}

/**
 * The CLI as `findTemporal` finds it, else fetched: first by the SDK's own download, then by `go install`.
 *
 * @param say - told what is tried, since it may take minutes
 * @returns its path, or `null` when neither way works here
 */
export async function obtainTemporal(say: (line: string) => void): Promise<string | null> {
  const found = findTemporal();
  if (found !== null) return found;
  say('no Temporal CLI here; asking the SDK to download one');
  if (await run(process.execPath, ['--input-type=module', '-e', downloadProgram], 120_000)) return findTemporal();
  if (!hasGo()) return null;
  say(`the download failed; building ${goPackage} with Go, which takes about four minutes with an empty cache`);
  return (await run('go', ['install', goPackage], 15 * 60_000)) ? findTemporal() : null;
}

/** In a process of its own: a download that hangs can then be ended. */
const downloadProgram = `
  import { TestWorkflowEnvironment } from '@temporalio/testing';
  const executable = { type: 'cached-download', downloadDir: ${JSON.stringify(downloads)} };
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();`;

const downloaded = (): string[] =>
  existsSync(downloads)
    ? readdirSync(downloads)
        .filter(file => file.startsWith('temporal'))
        .map(file => join(downloads, file))
    : [];

function goFolders(): string[] {
  const { GOBIN, GOPATH } = process.env;
  const paths = (GOPATH ?? '').split(delimiter).filter(path => path !== '');
  return [...(GOBIN ? [GOBIN] : []), ...paths.map(path => join(path, 'bin')), join(homedir(), 'go/bin')];
}

function hasGo(): boolean {
  const [, major = '0', minor = '0'] =
    /go(\d+)\.(\d+)/.exec(spawnSync('go', ['version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
  return Number(major) > 1 || Number(minor) >= 25;
}

/** True when the program ended well within the time. */
function run(program: string, args: readonly string[], timeoutMs: number): Promise<boolean> {
  mkdirSync(downloads, { recursive: true });
  const child = spawn(program, args, {
    cwd: resolve(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  return new Promise(done => {
    child.on('error', () => done(false));
    child.on('close', code => done(code === 0));
  });
}
