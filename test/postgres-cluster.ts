import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';

/** A throw-away PostgreSQL server of our own. */
export interface Cluster {
  /** Of the database `postgres`, as superuser. */
  readonly url: string;
  readonly start: () => void;
  /** As if the machine had lost the server: no checkpoint, sessions cut. */
  readonly crash: () => void;
  /** Stops it and removes its folder. */
  readonly remove: () => void;
}

/** Lines of postgresql.conf. */
type Settings = Readonly<Record<string, string | number>>;

/** The folder of PostgreSQL's server programs, or `null` when this machine has none. */
export function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map(version => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return folders.find(folder => ['initdb', 'postgres', 'pg_ctl'].every(name => existsSync(join(folder, name)))) ?? null;
}

/** Makes a cluster in a temporary folder and starts it on a free port of 127.0.0.1. PostgreSQL refuses to run as root, so then another user does. */
export async function startCluster(bin: string, changes: Settings = {}): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-postgres-'));
  const user = process.getuid?.() === 0 ? unprivilegedUser() : null;
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const password = randomBytes(8).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const run = (program: string, args: readonly string[]): void => {
    const ended = spawnSync(join(bin, program), args, {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (ended.status !== 0) {
      const log = existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').slice(-2000) : '';
      throw new Error(`${program} ${args.join(' ')} ended with ${ended.status}: ${ended.stderr}${log}`);
    }
  };
  run('initdb', [
    '-D',
    data,
    '-U',
    'verbatim',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  ]);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    // The machine outlives the test; only a loss of power would need these.
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: 200,
    ...changes,
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const start = (): void =>
    run('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-o', options.join(' '), '-w', '-t', '60', 'start']);
  const crash = (): void => run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
  start();
  return {
    url: `postgres://verbatim:${password}@127.0.0.1:${port}/postgres`,
    start,
    crash,
    remove: () => {
      crash();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // Not on this machine; the next one may be.
    }
  }
  throw new Error('neither "postgres" nor "nobody" is a user here, and PostgreSQL does not run as root');
}
