import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import type { Context } from '../core/sdk.ts';
import type { CsvOptions } from '../plugins/connectors/csv/options.ts';
import { csv } from '../plugins/connectors/csv.ts';
import { median } from './median.ts';

interface Figures {
  readonly bench: 'scanner';
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: 'MB/s';
  readonly rows: number;
  /** Largest resident set of the process while ours read. */
  readonly rssMb: number;
}

/** What a reading found; both contenders must find the same. */
interface Found {
  rows: number;
  characters: number;
}

const rows = 150_000;
const rounds = 3;
const sentences = [
  "Très déçue par l'accueil, j'ai attendu quarante minutes avant qu'on s'occupe de moi.",
  'Le conseiller a été efficace ; le colis est arrivé à temps, bien emballé.',
  'Rien à redire, je recommande cette enseigne à mes proches.',
  'Les prix ont encore augmenté, et le service après-vente reste injoignable.',
  'Commande passée un lundi, reçue le jeudi : parfait.',
];

/**
 * Reads a survey export of about 66 MB with the CSV connector, its checks included, and with csv-parse as a stream: the
 * same file, in turns, in one process. Megabytes of file a second, the median of three.
 */
export async function bench(): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-scanner-'));
  try {
    await writeExport(join(folder, 'export.csv'));
    const { size } = await stat(join(folder, 'export.csv'));
    let rss = 0;
    const note = (): void => {
      rss = Math.max(rss, process.memoryUsage.rss());
    };
    const ours: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [mine, msOfMine] = await timed(() => readOurs(folder, note));
      const [theirs, msOfTheirs] = await timed(() => readPeers(folder));
      if (mine.rows !== rows || theirs.rows !== rows || mine.characters !== theirs.characters) {
        throw new Error(`found ${JSON.stringify(mine)}, the peer ${JSON.stringify(theirs)}`);
      }
      ours.push(size / 1000 / msOfMine);
      peer.push(size / 1000 / msOfTheirs);
    }
    const [a, b] = [median(ours), median(peer)];
    const rounded = { ours: Math.round(a), peer: Math.round(b), ratio: Math.round((a / b) * 100) / 100 };
    return { bench: 'scanner', ...rounded, unit: 'MB/s', rows, rssMb: Math.round(rss / 1e6) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One comment in twelve has line breaks, as in the exports of survey tools. */
async function writeExport(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.write('response_id,answered_at,nps,csat,channel,touchpoint,store,customer,comment\r\n');
    for (let from = 0; from < rows; from += 5_000) {
      const lines = Array.from({ length: 5_000 }, (_, i) => line(from + i));
      await file.write(lines.join(''));
    }
  } finally {
    await file.close();
  }
}

function line(id: number): string {
  const said = Array.from({ length: 1 + (id % 9) }, (_, i) => sentences[(id + i) % sentences.length]);
  const comment = said.join(id % 12 === 0 ? '\r\n' : ' ') + (id % 20 === 0 ? ' Un ""vrai"" service.' : '');
  const day = String(1 + (id % 28)).padStart(2, '0');
  return `R${1_000_000 + id},2026-10-${day} 08:30,${id % 11},${1 + (id % 5)},web,delivery,Lille ${id % 40},C${id % 60_000},"${comment}"\r\n`;
}

async function readOurs(root: string, note: () => void): Promise<Found> {
  const context: Context<CsvOptions> = {
    options: csv.options.parse({ path: 'export.csv' }),
    signal: new AbortController().signal,
    asOf: '2026-11-01T00:00:00.000Z',
    timezone: 'Europe/Paris',
    root,
    run: { id: 'bench', client: null, pipeline: 'bench' },
    log: () => {},
  };
  const found: Found = { rows: 0, characters: 0 };
  for await (const emit of csv.read(context, { stream: 'responses', state: null, columns: ['comment'] })) {
    if ('checkpoint' in emit) note();
    if ('table' in emit) for (const cells of emit.table.rows) count(found, cells as readonly string[]);
  }
  return found;
}

async function readPeers(root: string): Promise<Found> {
  const found: Found = { rows: 0, characters: 0 };
  const parser = createReadStream(join(root, 'export.csv')).pipe(
    parse({ bom: true, from_line: 2, record_delimiter: ['\r\n', '\n', '\r'] }),
  );
  for await (const cells of parser) count(found, cells as readonly string[]);
  return found;
}

function count(found: Found, cells: readonly string[]): void {
  found.rows++;
  for (const cell of cells) found.characters += cell.length;
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> {
  const startedAt = performance.now();
  const result = await work();
  return [result, performance.now() - startedAt];
}
