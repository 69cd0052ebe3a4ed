import { describe, expect, test } from 'vitest';
import { readCsv, temporaryFolders, writeFiles } from './read-csv.ts';

const folder = temporaryFolders();

async function read(text: string, options: object = {}, columns: readonly string[] = []) {
  const root = folder();
  await writeFiles(root, { 'in.csv': text });
  return readCsv(root, { path: 'in.csv', ...options }, { columns });
}

describe('a header', () => {
  test('that names two columns alike is refused with both places', async () => {
    await expect(read('id,note,avis,note\n1,2,3,4\n')).rejects.toMatchObject({
      code: 'VB2102',
      message: 'columns 2 and 4 are both called "note"',
      at: { file: 'in.csv', line: 1 },
    });
  });

  test('whose names differ only in spaces around them names columns alike', async () => {
    await expect(read('id, id \n1,2\n')).rejects.toMatchObject({ code: 'VB2102' });
  });

  test('with an empty name before a filled one is refused', async () => {
    await expect(read('id,,avis\n1,2,3\n')).rejects.toMatchObject({
      code: 'VB2103',
      message: 'column 2 of 3 has no name',
    });
    await expect(read(',,\n1,2,3\n')).rejects.toMatchObject({ code: 'VB2103' });
  });

  test('with empty names at its end is tolerated as long as nothing stands below them', async () => {
    const found = await read('id,avis,,\n1,x,,\n2,y,,lost?\n3,z\n4,w,\n5\n');
    expect(found.columns).toEqual(['id', 'avis']);
    expect(found.rows).toEqual([
      ['1', 'x'],
      ['3', 'z'],
      ['4', 'w'],
    ]);
    expect(found.bad.map(({ code, why }) => [code, why])).toEqual([
      ['VB2107', 'cell 4 has a value, but its column has no name'],
      ['VB2106', 'the row has 1 cell, 2 are expected'],
    ]);
  });

  test('with names that objects have by birth is safe', async () => {
    const found = await read('__proto__,constructor,id\nx,y,1\n');
    expect([found.columns, found.rows]).toEqual([['__proto__', 'constructor', 'id'], [['x', 'y', '1']]]);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test('in decomposed letters has the column that is asked for in composed ones', async () => {
    const found = await read('id,année\n1,2026\n'.normalize('NFD'), {}, ['année'.normalize('NFC')]);
    expect(found.columns).toEqual(['id', 'année'.normalize('NFC')]);
  });

  test('alone, or no file content at all, gives no rows and a note', async () => {
    for (const text of ['id,avis\n', 'id,avis', '', '\ufeff', '\n\n']) {
      const found = await read(text);
      expect([found.rows, found.bad, found.said]).toEqual([[], [], ['the file has no rows {"file":"in.csv"}']]);
    }
  });

  test('with a quote that is never closed is refused with its line', async () => {
    await expect(read('id,"avis\n1,x\n')).rejects.toMatchObject({ code: 'VB2108', at: { file: 'in.csv', line: 1 } });
  });
});

describe('columns that the pipeline maps', () => {
  test('and the header lacks are named together, with what was meant', async () => {
    await expect(read('id,note_reco,canal\n1,9,web\n', {}, ['id', 'note_recco', 'cannal'])).rejects.toMatchObject({
      code: 'VB2104',
      message: 'no columns are called "note_recco", "cannal"',
      hint: 'did you mean "note_reco", "canal"? (known: canal, id, note_reco)',
    });
  });

  test('are looked for in a file without rows too', async () => {
    await expect(read('id,canal\n', {}, ['verbatim'])).rejects.toMatchObject({
      code: 'VB2104',
      hint: 'known: canal, id',
    });
  });
});

describe('a delimiter that does not fit', () => {
  test('is told from the one that does', async () => {
    await expect(read('id;note;avis\n1;4,0;x\n', {}, ['note'])).rejects.toMatchObject({
      code: 'VB2105',
      message: 'the delimiter "," gives 1 column, ";" gives 3',
      hint: 'delimiter: ";" seems right',
      at: { file: 'in.csv', line: 1 },
    });
  });

  test('is told when nothing is mapped yet, and for tabs and bars', async () => {
    await expect(read('id\tnote\n1\t4\n')).rejects.toMatchObject({ code: 'VB2105', hint: /\(tab\)/ });
    await expect(read('id|note\n1|4\n', { delimiter: ';' })).rejects.toMatchObject({
      hint: 'delimiter: "|" seems right',
    });
  });

  test('is told though the declared one stands in a name', async () => {
    await expect(read('id;note (0,5..1,0);avis\n1;4;x\n', {}, ['id', 'avis'])).rejects.toMatchObject({
      code: 'VB2105',
      message: 'the delimiter "," gives 3 columns, ";" gives 3',
    });
  });

  test('is told when the names are quoted', async () => {
    await expect(read('"id";"note"\n"1";"4"\n', {}, ['id'])).rejects.toMatchObject({ code: 'VB2105' });
  });

  test('is not suspected in a file of one column', async () => {
    expect((await read('avis\n"a; b"\nc; d\n', {}, ['avis'])).rows).toEqual([['a; b'], ['c; d']]);
  });

  test('is not suspected when all mapped columns are there', async () => {
    expect((await read('a;b\n1;2\n', {}, ['a;b'])).rows).toEqual([['1;2']]);
  });
});
