import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { findPostgres, startCluster } from '../test/postgres-cluster.ts';
import type { Found } from './run.ts';

const rows = 60_000;
const entry = resolve(import.meta.dirname, '../dist/cli/verbatim.js');

/** The demo's comments, put together in threes, so that a comment has about the length of a real complaint. */
function answers(): string {
  const file = resolve(import.meta.dirname, '../test/demo/comments-fr.yaml');
  const flat = (node: unknown): string[] =>
    typeof node === 'string' ? [node] : Object.values(node as object).flatMap(flat);
  const comments = flat(parse(readFileSync(file, 'utf8'))).map(text => text.replaceAll('"', "'"));
  const lines = ['id;at;score;comment'];
  for (let row = 0; row < rows; row += 1) {
    const text = [0, 1, 2].map(part => comments[(row * 7 + part * 31) % comments.length]).join(' ');
    const contact = row % 20 === 0 ? ` Rappelez-moi au 06 39 98 ${10 + (row % 90)} ${10 + (row % 80)}.` : '';
    lines.push(`R${row};2026-10-${String(1 + (row % 28)).padStart(2, '0')};${row % 11};"${text}${contact}"`);
  }
  return `${lines.join('\n')}\n`;
}

const pipelineYaml = (id: string, steps: string): string => `pipeline: ${id}
locale: fr-FR
timezone: Europe/Paris
sources:
  survey:
    use: csv
    with: { path: inbox/*.csv, delimiter: ";" }
    streams:
      answers:
        feeds: feedback
        mode: incremental
        key: [id]
        map: { at: at, comment: comment, answers: { nps: { from: score, scale: [0, 10] } } }
${steps}`;

const textSteps = `steps:
  - { id: language, use: language }
  - { id: privacy, use: redact-pii }
  - { id: tone, use: natural-sentiment, needs: [language, privacy] }
kpis:
  - { use: net-sentiment }
`;

interface RunDocument {
  readonly steps: readonly { readonly kind: string; readonly written: number; readonly ms: number }[];
}

/** Seconds that reading, enriching, loading and scoring took. */
function secondsOf(cwd: string, id: string, url: string): number {
  const stdout = execFileSync(process.execPath, [entry, 'run', id, '--window', '2026-10', '-o', 'json', '-q'], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: url },
    maxBuffer: 64 * 1024 ** 2,
  });
  const { steps } = JSON.parse(stdout) as RunDocument;
  const counted = steps.filter(step => step.kind === 'connector' || step.kind === 'sentiment');
  if (counted.some(step => step.written !== rows)) throw new Error(`rows were lost: ${JSON.stringify(counted)}`);
  return counted.reduce((sum, step) => sum + step.ms, 0) / 1000;
}

/**
 * 60,000 comments of about 200 characters through language, redaction and sentiment into PostgreSQL, as a pipeline runs
 * them, against the load of the same rows alone.
 */
export async function bench(): Promise<Found> {
  const bin = findPostgres();
  if (bin === null) throw new Error('no PostgreSQL server here: install postgresql');
  const cwd = mkdtempSync(join(tmpdir(), 'verbatim-bench-'));
  const cluster = await startCluster(bin);
  try {
    for (const folder of ['config', 'inbox']) mkdirSync(join(cwd, folder));
    writeFileSync(join(cwd, 'config/verbatim.yaml'), 'project: bench\n');
    writeFileSync(join(cwd, 'config/text.yaml'), pipelineYaml('text', textSteps));
    writeFileSync(join(cwd, 'config/plain.yaml'), pipelineYaml('plain', 'kpis:\n  - { use: nps }\n'));
    writeFileSync(join(cwd, 'inbox/answers.csv'), answers());
    const withText = secondsOf(cwd, 'text', cluster.url);
    const alone = secondsOf(cwd, 'plain', cluster.url);
    process.stderr.write(`with text ${withText.toFixed(1)} s · load alone ${alone.toFixed(1)} s\n`);
    return {
      bench: 'text',
      ours: Math.round(rows / withText),
      peer: Math.round(rows / alone),
      ratio: alone / withText,
      unit: 'rows/s',
      rows,
    };
  } finally {
    cluster.remove();
    rmSync(cwd, { recursive: true, force: true });
  }
}
