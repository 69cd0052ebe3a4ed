import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { BadRow, Emit } from '../../../../core/plugin/connector.ts';
import type { Context } from '../../../../core/plugin/meta.ts';
import type { CsvOptions, CsvRow, CsvState } from '../../../../plugins/connectors/csv/options.ts';
import { csv } from '../../../../plugins/connectors/csv.ts';

export type CsvEmit = Emit<CsvRow, CsvState>;

export interface ReadResult {
  readonly rows: readonly (readonly unknown[])[];
  readonly lines: readonly number[];
  readonly files: readonly string[];
  readonly columns: readonly string[];
  readonly bad: readonly BadRow[];
  readonly states: readonly CsvState[];
  readonly said: readonly string[];
}

/** Makes folders that are removed when the tests of the file are done. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'csv-'));
    made.push(folder);
    return folder;
  };
}

export async function writeFiles(root: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

export function csvContext(root: string, given: object, signal = new AbortController().signal) {
  const said: string[] = [];
  const context: Context<CsvOptions> = {
    options: csv.options.parse(given),
    signal,
    asOf: '2026-11-01T00:00:00.000Z',
    timezone: 'Europe/Paris',
    root,
    run: { id: 'run-1', client: null, pipeline: 'monthly' },
    log: (message, fields) => said.push(`${message} ${JSON.stringify(fields)}`),
  };
  return { context, said };
}

/** Reads to the end what a folder holds. */
export async function readCsv(
  root: string,
  given: object,
  query: { readonly columns?: readonly string[]; readonly state?: CsvState | null } = {},
): Promise<ReadResult> {
  const { context, said } = csvContext(root, given);
  const emits: CsvEmit[] = [];
  for await (const emit of csv.read(context, { stream: 'responses', state: null, columns: [], ...query }))
    emits.push(emit);
  const tables = emits.flatMap(emit => ('table' in emit ? emit.table : []));
  return {
    rows: tables.flatMap(({ rows }) => rows),
    lines: tables.flatMap(({ lines }) => lines),
    files: tables.map(({ file }) => file),
    columns: tables[0]?.columns ?? [],
    bad: emits.flatMap(emit => ('bad' in emit ? emit.bad : [])),
    states: emits.flatMap(emit => ('checkpoint' in emit ? emit.checkpoint : [])),
    said,
  };
}
