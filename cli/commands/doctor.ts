import { statfs } from 'node:fs/promises';
import { VerbatimError } from '../../core/errors.ts';
import type { Check } from '../../core/plugin/connector.ts';
import { checkBrowser } from '../check-browser.ts';
import { checkSources } from '../check-sources.ts';
import { checkStores } from '../check-stores.ts';
import { checkWorker } from '../check-worker.ts';
import type { Command } from '../command.ts';
import { diagnose } from '../pipeline.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

interface Options {
  /** Mends what can be mended from here: namespace and search attributes that the Temporal server lacks. */
  readonly fix?: boolean;
  /** Names of checks, with commas. */
  readonly only?: string;
}

type Look = (workspace: Workspace, options: Options) => readonly Check[] | Promise<readonly Check[]>;

/** In the order in which they are told. */
const looks: Readonly<Record<string, Look>> = {
  node: () => [checkNode()],
  project: async workspace => [await checkProject(workspace)],
  browser: checkBrowser,
  sources: async workspace => await checkSources(workspace, (await diagnose(workspace, [])).pipelines),
  warehouse: checkStores,
  temporal: async ({ project }, { fix }) => (await temporalChecks()).checkServer(project, fix ?? false),
  worker: ({ stateDir }) => checkWorker(stateDir),
  disk: async workspace => [await checkDisk(workspace)],
  clock: () => [checkZone()],
};

/** Checks what this machine and this project have; exits 4 when something that a run needs is missing. */
export const doctor: Command<Options> = async ({ global, terminal, options }) => {
  const names = namesOf(options.only);
  const workspace = await openWorkspace(global);
  const checks: Check[] = [];
  for (const name of names ?? usual(workspace)) checks.push(...(await looks[name]!(workspace, options)));
  terminal.document({ checks });
  for (const { id, status, message, fix } of checks) {
    const word = {
      ok: terminal.colour.green('ok   '),
      warn: terminal.colour.yellow('warn '),
      fail: terminal.colour.red('FAIL '),
    }[status];
    terminal.line(`${word} ${id.padEnd(17)} ${message}`);
    if (fix !== null) terminal.line(`      ${''.padEnd(17)} fix: ${fix}`);
  }
  return checks.some(check => check.status === 'fail') ? 4 : 0;
};

/** Imported when it is needed: most projects run without a server. */
const temporalChecks = () => import('../check-temporal.ts');

/** All but those that only some machines are for: a server when the project names one, a worker never. */
function usual({ project }: Workspace): readonly string[] {
  const server = Boolean(project.environment.find('TEMPORAL_ADDRESS')?.value);
  return Object.keys(looks).filter(name => name !== 'worker' && (server || name !== 'temporal'));
}

function namesOf(only: string | undefined): readonly string[] | null {
  if (only === undefined) return null;
  const names = only.split(',').map(name => name.trim());
  const unknown = names.find(name => !Object.hasOwn(looks, name));
  if (unknown === undefined) return names;
  throw new VerbatimError('VB1002', `--only: no check is called "${unknown}"`, {
    hint: `known are ${Object.keys(looks).join(', ')}`,
  });
}

const check = (id: string, status: Check['status'], message: string, fix: string | null = null): Check => ({
  id,
  status,
  message,
  fix,
});

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return check('node', enough ? 'ok' : 'fail', process.versions.node, enough ? null : 'install Node 20.19 or later');
}

async function checkProject(workspace: Workspace): Promise<Check> {
  const { diagnostics, files } = await diagnose(workspace, []);
  const errors = diagnostics.filter(one => one.severity === 'error').length;
  if (errors > 0) return check('project', 'fail', `${errors} errors in ${files} files`, 'verbatim validate');
  return check('project', 'ok', `valid (${files} files)`);
}

/** A month's run with a few hundred thousand rows fits in this. */
const leastFreeBytes = 1024 ** 3;

async function checkDisk(workspace: Workspace): Promise<Check> {
  const { bavail, bsize } = await statfs(workspace.project.root);
  const free = bavail * bsize;
  const text = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  return free >= leastFreeBytes ? check('disk', 'ok', text) : check('disk', 'warn', text, 'free at least 1 GiB');
}

function checkZone(): Check {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return check('clock', 'ok', `${new Date().toISOString()}, machine zone ${zone}; pipelines use their own zone`);
}
