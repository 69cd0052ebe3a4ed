import { appendFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { csv } from '../../../../plugins/connectors/csv.ts';
import { type CsvEmit, csvContext, readCsv, temporaryFolders, writeFiles } from './read-csv.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolders();
const rowsOf = (from: number, count: number, word = 'word'): string =>
  Array.from({ length: count }, (_, i) => `${from + i},${word} ${'x'.repeat(40)}\n`).join('');

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = folder();
  await writeFiles(root, files);
  return root;
}

/** Lets a reading come to its first checkpoint, does something, then reads on to the end. */
async function interfere(root: string, between: () => Promise<unknown>): Promise<readonly CsvEmit[]> {
  const emits: CsvEmit[] = [];
  let done = false;
  for await (const emit of csv.read(csvContext(root, { path: 'in.csv' }).context, {
    stream: 's',
    state: null,
    columns: [],
  })) {
    emits.push(emit);
    if (done || !('checkpoint' in emit)) continue;
    done = true;
    await between();
  }
  return emits;
}

describe('what a read gives out', () => {
  test('tables, bad rows and checkpoints come in the order of the file, with lines and record numbers', async () => {
    const root = await folderWith({ 'in.csv': 'id,avis\n1,"a\nb"\n2\n3,c\n' });
    const { context } = csvContext(root, { path: 'in.csv' });
    const emits: CsvEmit[] = [];
    for await (const emit of csv.read(context, { stream: 's', state: null, columns: [] })) emits.push(emit);
    const columns = ['id', 'avis'];
    expect(emits.slice(0, 3)).toEqual([
      { table: { columns, rows: [['1', 'a\nb']], lines: [2], file: 'in.csv' } },
      {
        bad: {
          code: 'VB2106',
          why: 'the row has 1 cell, 2 are expected',
          raw: '2',
          origin: { file: 'in.csv', line: 4, record: 2 },
        },
      },
      { table: { columns, rows: [['3', 'c']], lines: [5], file: 'in.csv' } },
    ]);
    // 8 + 8 + 2 + 4 bytes
    expect(emits[3]).toMatchObject({ checkpoint: { file: 'in.csv', offset: 22, line: 6, record: 3, size: 22 } });
    expect(emits).toHaveLength(4);
  });

  test('files of one pattern may have their columns in another order', async () => {
    const root = await folderWith({ 'a.csv': 'id,avis\n1,x\n', 'b.csv': 'avis,id\ny,2\n' });
    const { context } = csvContext(root, { path: '*.csv' });
    const tables = [];
    for await (const emit of csv.read(context, { stream: 's', state: null, columns: ['id'] })) {
      if ('table' in emit) tables.push([emit.table.file, emit.table.columns]);
    }
    expect(tables).toEqual([
      ['a.csv', ['id', 'avis']],
      ['b.csv', ['avis', 'id']],
    ]);
  });

  test('a checkpoint comes early, then at least every 30,000 rows or so, and its offset is where a record begins', async () => {
    const text = `id,avis\n${rowsOf(1, 60_000, 'é')}`;
    const root = await folderWith({ 'in.csv': text });
    const { states, rows } = await readCsv(root, { path: 'in.csv' });
    expect(rows).toHaveLength(60_000);
    const bytes = Buffer.from(text);
    let before = 0;
    for (const { offset, record, line } of states) {
      expect(record - before).toBeLessThanOrEqual(45_000);
      // the header is line 1, so record n + 1 begins on line n + 2
      expect(line).toBe(record + 2);
      if (offset < bytes.length) expect(bytes.toString('utf8', offset).startsWith(`${record + 1},é `)).toBe(true);
      before = record;
    }
    expect(states.length).toBeGreaterThanOrEqual(3);
    expect(states.at(-1)?.offset).toBe(bytes.length);
  });

  test('NUL bytes that are stripped are counted', async () => {
    const root = await folderWith({ 'in.csv': 'id,avis\n1,x\0y\0\n' });
    const found = await readCsv(root, { path: 'in.csv', nul: 'strip' });
    expect([found.rows, found.bad]).toEqual([[['1', 'xy']], []]);
    expect(found.said).toEqual(['NUL bytes were stripped {"file":"in.csv","count":2}']);
    expect((await readCsv(root, { path: 'in.csv' })).bad.map(({ code }) => code)).toEqual(['VB2110']);
  });

  test('one unclosed quote in the middle of 25,000 records costs one record', async () => {
    const root = await folderWith({
      'in.csv': `id,date,avis\n${Array.from({ length: 25_000 }, (_, i) =>
        i === 12_345 ? `${i},2026-10-01,"never closed\n` : `${i},2026-10-01,"closed,\nand on"\n`,
      ).join('')}`,
    });
    const found = await readCsv(root, { path: 'in.csv' });
    expect(found.rows).toHaveLength(24_999);
    // the header, and two lines for each of the 12,345 records before it
    expect(found.bad).toEqual([
      {
        code: 'VB2108',
        why: 'the quote that opens on line 24692 is never closed; the next record begins on line 24693',
        raw: '12345,2026-10-01,"never closed',
        origin: { file: 'in.csv', line: 24_692, record: 12_346 },
      },
    ]);
  });
});

describe('a file that changes', () => {
  const text = `id,avis\n${rowsOf(1, 60_000)}`;

  test('while it is read stops the read', async () => {
    const root = await folderWith({ 'in.csv': text });
    await expect(interfere(root, () => appendFile(join(root, 'in.csv'), '60001,late\n'))).rejects.toMatchObject({
      code: 'VB2112',
      retryable: true,
      at: { file: 'in.csv' },
    });
  });

  test('in time alone stops it too', async () => {
    const root = await folderWith({ 'in.csv': text });
    await expect(interfere(root, () => utimes(join(root, 'in.csv'), 1, 1))).rejects.toMatchObject({ code: 'VB2112' });
  });

  test('by being replaced as a whole does not: the old file is read to its end', async () => {
    const root = await folderWith({ 'in.csv': text, 'new.csv': 'id,avis\n1,new\n' });
    const emits = await interfere(root, () => rename(join(root, 'new.csv'), join(root, 'in.csv')));
    const rows = emits.flatMap(emit => ('table' in emit ? emit.table.rows : []));
    expect([rows.length, rows.at(-1)![0]]).toEqual([60_000, '60000']);
  });

  test('between two attempts makes the second one start over', async () => {
    const root = await folderWith({ 'in.csv': text });
    const { states } = await readCsv(root, { path: 'in.csv' });
    await writeFile(join(root, 'in.csv'), text.replaceAll('word', 'WORD'));
    const again = await readCsv(root, { path: 'in.csv' }, { state: states[0]! });
    expect(again.rows).toHaveLength(60_000);
    expect(again.said).toEqual(['files changed since the checkpoint; the read starts over {"file":"in.csv"}']);
  });

  test('is noticed by its first bytes when size and time are as before', async () => {
    const root = await folderWith({ 'in.csv': text });
    const path = join(root, 'in.csv');
    await utimes(path, 1_000, 1_000);
    const { states } = await readCsv(root, { path: 'in.csv' });
    await writeFile(path, text.replaceAll('word', 'WORD'));
    await utimes(path, 1_000, 1_000);
    expect((await stat(path)).size).toBe(states[0]!.size);
    expect((await readCsv(root, { path: 'in.csv' }, { state: states[0]! })).rows).toHaveLength(60_000);
  });

  test('before the one in hand, or goes missing, makes a read start over', async () => {
    const root = await folderWith({ 'a.csv': text, 'b.csv': text });
    const { states } = await readCsv(root, { path: '*.csv' });
    const inSecond = states.find(({ file }) => file === 'b.csv')!;
    expect((await readCsv(root, { path: '*.csv' }, { state: inSecond })).rows.length).toBeLessThan(60_000);
    await appendFile(join(root, 'a.csv'), '60001,more\n');
    expect((await readCsv(root, { path: '*.csv' }, { state: inSecond })).rows).toHaveLength(120_001);
    expect((await readCsv(root, { path: 'a.csv' }, { state: inSecond })).rows).toHaveLength(60_001);
  });

  test('and is whole again is read from its end with nothing to do', async () => {
    const root = await folderWith({ 'in.csv': text });
    const { states } = await readCsv(root, { path: 'in.csv' });
    const again = await readCsv(root, { path: 'in.csv' }, { state: states.at(-1)! });
    expect([again.rows, again.bad]).toEqual([[], []]);
  });
});
