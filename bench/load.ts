import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import type { Counts } from '../core/plan/result.ts';
import { compileSources } from '../test/compiled-sources.ts';
import { createRandom } from '../test/faults/random.ts';
import { findPostgres, startCluster } from '../test/postgres-cluster.ts';
import { commentWords } from './comment-words.ts';
import { median } from './median.ts';

interface Figures {
  readonly bench: 'load';
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: 'rows/s';
  readonly rows: number;
  readonly rssMb: number;
  readonly unchangedSeconds: number;
  readonly firstSeconds: number;
  readonly embeddedRatio: number;
}

interface Loaded {
  readonly seconds: number;
  readonly counts: Counts;
  readonly rssMb: number;
}

const rows = 200_000;
const manyRows = 1_000_000;
const rounds = 3;
const columns = ['response_id', 'answered_at', 'customer_id', 'nps', 'csat', 'channel', 'region', 'comment'];

/**
 * Loads 200,000 answers of about 91 MB from a CSV file: our connector, map and load (keys, hashes, types, ledger,
 * dirty days) against `psql \copy` of the same file into a plain table without a key, in turns, on a server with its
 * default durability. Rows a second, the median of three. Then the same file again, which must write nothing; the
 * embedded store; and a million rows for the largest resident set.
 */
export async function bench(): Promise<Figures> {
  const bin = findPostgres();
  if (bin === null) throw new Error('no PostgreSQL server here: install postgresql');
  const folder = mkdtempSync(join(tmpdir(), 'bench-load-'));
  const compiled = compileSources(['core', 'plugins', 'bench/load-process.ts', 'test/core/warehouse/load-fixture.ts']);
  const cluster = await startCluster(bin, { fsync: 'on', full_page_writes: 'on' });
  const script = join(compiled.root, 'bench/load-process.js');
  const load = (url: string, dir: string): Loaded =>
    JSON.parse(
      execFileSync(process.execPath, [script, url, dir, folder], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  try {
    await writeAnswers(join(folder, 'answers.csv'), rows);
    say(`${rows} rows, ${(statSync(join(folder, 'answers.csv')).size / 1e6).toFixed(0)} MB`);
    const [ours, peer, again]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      peer.push(await copyByPsql(cluster.url, join(folder, 'answers.csv')));
      const url = await freshDatabase(cluster.url);
      ours.push(checked(load(url, ''), { written: rows }).seconds);
      again.push(checked(load(url, ''), { unchanged: rows }).seconds);
      say(
        `psql ${peer.at(-1)!.toFixed(2)} s · ours ${ours.at(-1)!.toFixed(2)} s · unchanged ${again.at(-1)!.toFixed(2)} s`,
      );
    }
    const embedded = Array.from(
      { length: rounds },
      (_, round) => checked(load('', join(folder, `store-${round}`)), { written: rows }).seconds,
    );
    say(`embedded ${embedded.map(seconds => seconds.toFixed(2)).join(', ')} s`);
    await writeAnswers(join(folder, 'answers.csv'), manyRows);
    const many = checked(load(await freshDatabase(cluster.url), ''), { written: manyRows });
    say(`${manyRows} rows in ${many.seconds.toFixed(1)} s, ${many.rssMb} MB at most`);
    const [first, psql] = [median(ours), median(peer)];
    return {
      bench: 'load',
      ours: Math.round(rows / first),
      peer: Math.round(rows / psql),
      ratio: round3(psql / first),
      unit: 'rows/s',
      rows,
      rssMb: many.rssMb,
      firstSeconds: round3(first),
      unchangedSeconds: round3(median(again)),
      embeddedRatio: round3(psql / median(embedded)),
    };
  } finally {
    cluster.remove();
    compiled.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const round3 = (value: number): number => Math.round(value * 1000) / 1000;

/** A benchmark of a load that lost rows would be worth nothing. */
function checked(loaded: Loaded, expected: Partial<Counts>): Loaded {
  for (const [name, value] of Object.entries(expected)) {
    if (loaded.counts[name as keyof Counts] !== value) throw new Error(`${name}: ${JSON.stringify(loaded.counts)}`);
  }
  return loaded;
}

async function freshDatabase(server: string): Promise<string> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function copyByPsql(server: string, file: string): Promise<number> {
  const types: Record<string, string> = { answered_at: 'timestamptz', nps: 'smallint', csat: 'smallint' };
  const table = columns.map(name => `${name} ${types[name] ?? 'text'}`).join(', ');
  await query(server, `drop table if exists plain; create table plain (${table})`);
  const copy = `\\copy plain from '${file}' with (format csv, header true)`;
  // psql's own clock: our figure is without the start of a process and its connection too.
  const printed = execFileSync('psql', [server, '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', '\\timing on', '-c', copy], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ms = Number(/^Time: ([\d.]+) ms/m.exec(printed)?.[1]);
  if (!(ms > 0)) throw new Error(`psql printed no time: ${printed}`);
  return ms / 1000;
}

async function query(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Comments of 366 characters on average; every twelfth has line breaks and quotes; a third as many customers as answers. */
async function writeAnswers(file: string, count: number): Promise<void> {
  const random = createRandom(91);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const texts = Array.from({ length: 2_000 }, () => {
    const length = 60 + random() * 612;
    let text = '';
    while (text.length < length) text += `${pick(commentWords)} `;
    return text.trim();
  });
  const start = Date.UTC(2026, 0, 1);
  function* lines(): Iterable<string> {
    yield `${columns.join(',')}\n`;
    for (let row = 0; row < count; row += 1) {
      const at = new Date(start + Math.floor((row / count) * 300 * 86_400_000)).toISOString();
      const text = pick(texts);
      const comment = row % 12 === 0 ? `"${text.slice(0, 80)}\n""${text.slice(80)}"""` : `"${text}"`;
      const csat = row % 5 === 0 ? '' : String(1 + Math.floor(random() * 5));
      yield `r-${String(row).padStart(9, '0')},${at},c-${Math.floor(random() * (count / 3))},${Math.floor(random() * 11)},${csat},${pick(['web', 'store', 'phone', 'app'])},${pick(['Nord', 'Sud', 'Est', 'Ouest'])},${comment}\n`;
    }
  }
  await pipeline(Readable.from(chunked(lines())), createWriteStream(file));
}

function* chunked(lines: Iterable<string>): Iterable<Buffer> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length > 1 << 18) {
      yield Buffer.from(chunk);
      chunk = '';
    }
  }
  if (chunk !== '') yield Buffer.from(chunk);
}
