import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { encodings } from '../../../../plugins/connectors/csv/decode.ts';
import { readCsv, temporaryFolders, writeFiles } from './read-csv.ts';

const folder = temporaryFolders();
const text = 'id;avis\r\n1;Très bien, l’équipe était à l’écoute – 5 €\r\n2;"Garçon\r\nœuf"\r\n';
const rows = [
  ['1', 'Très bien, l’équipe était à l’écoute – 5 €'],
  ['2', 'Garçon\r\nœuf'],
];

async function read(bytes: Buffer, options: object = {}) {
  const root = folder();
  await writeFiles(root, { 'in.csv': bytes });
  return readCsv(root, { path: 'in.csv', delimiter: ';', ...options });
}

describe('a byte order mark decides', () => {
  test('UTF-8 with a mark: the first column has no mark in its name', async () => {
    const found = await read(Buffer.from(`\ufeff${text}`));
    expect([found.columns, found.rows]).toEqual([['id', 'avis'], rows]);
  });

  test('UTF-16 in both orders, whatever was declared', async () => {
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big]) {
      for (const encoding of ['utf-8', 'windows-1252']) {
        const found = await read(bytes, { encoding });
        expect([found.columns, found.rows, found.bad]).toEqual([['id', 'avis'], rows, []]);
      }
    }
  });

  test('UTF-16 that ends in half a character is refused', async () => {
    const bytes = Buffer.concat([Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from([0x41])]);
    await expect(read(bytes)).rejects.toMatchObject({ code: 'VB2101', message: /ends in the middle of a character/ });
  });
});

describe('without a mark', () => {
  test('windows-1252 as declared', async () => {
    const found = await read(iconv.encode(text, 'windows-1252'), { encoding: 'windows-1252' });
    expect(found.rows).toEqual(rows);
  });

  test('bytes that are strict UTF-8 are UTF-8 though windows-1252 was declared, and it is said', async () => {
    const found = await read(Buffer.from(text), { encoding: 'windows-1252' });
    expect(found.rows).toEqual(rows);
    expect(found.said).toEqual(['encoding differs from the declared one {"file":"in.csv","encoding":"utf-8"}']);
  });

  test('every encoding that can be declared gives back what it can write', async () => {
    for (const encoding of encodings) {
      if (encoding.startsWith('utf')) continue;
      const table = iconv.decode(Buffer.from(Array.from({ length: 128 }, (_, i) => i + 128)), encoding);
      const word = [...table].filter(character => character !== '\ufffd').join('');
      const found = await read(iconv.encode(`id;avis\n1;${word}\n2;plain\n`, encoding), { encoding });
      expect([encoding, found.rows]).toEqual([
        encoding,
        [
          ['1', word],
          ['2', 'plain'],
        ],
      ]);
    }
  });

  test('UTF-16 without a mark is read when it is declared, and recognized when it is not', async () => {
    const bytes = Buffer.from(text, 'utf16le');
    expect((await read(bytes, { encoding: 'utf-16le' })).rows).toEqual(rows);
    await expect(read(bytes)).rejects.toMatchObject({ code: 'VB2101', hint: /"encoding: utf-16le" seems right/ });
    await expect(read(Buffer.from(bytes).swap16())).rejects.toMatchObject({ hint: /utf-16be/ });
  });

  test('of an empty file and of ASCII alone nobody is told that it is another encoding than declared', async () => {
    for (const given of ['', 'id;avis\n1;plain\n']) {
      expect((await read(Buffer.from(given), { encoding: 'windows-1252' })).said.join()).not.toContain('encoding');
    }
  });

  test('UTF-8 is read though UTF-16 was declared', async () => {
    expect((await read(Buffer.from(text), { encoding: 'utf-16le' })).rows).toEqual(rows);
  });

  test('a character may be cut by the edge of what is read at once', async () => {
    // pieces are 262,144 bytes; the euro sign has three bytes, so three starts put an edge at each place of it
    for (const start of [0, 1, 2]) {
      const long = `${'x'.repeat(start)}${'€'.repeat(300_000)}`;
      const found = await read(Buffer.from(`id;avis\n1;${long}\n`));
      expect(found.rows[0]![1] === long).toBe(true);
    }
  });
});

describe('a file in another encoding is refused as a whole', () => {
  const bytes = iconv.encode(`id;avis\n1;plain\n2;${'x'.repeat(10)}é la carte, c’est très cher\n`, 'windows-1252');

  test('with the first byte that does not belong, its line, and the encoding that seems right', async () => {
    // "id;avis\n" 8 + "1;plain\n" 8 + "2;" 2 + 10 = offset 28
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'VB2101',
      message: 'not utf-8: byte 0xE9 at offset 28, line 3',
      hint: '"encoding: windows-1252" seems right; or export it as UTF-8',
      at: { file: 'in.csv', line: 3 },
    });
  });

  test('before any row is given out, also when the bad byte comes late', async () => {
    const late = Buffer.concat([
      Buffer.from(`id;avis\n${'1;plain\n'.repeat(100_000)}`),
      Buffer.from([0x32, 0x3b, 0xe9]),
    ]);
    // 8 + 800,000 + 2
    await expect(read(late)).rejects.toMatchObject({
      code: 'VB2101',
      message: 'not utf-8: byte 0xE9 at offset 800010, line 100002',
    });
  });

  test('when a sequence is cut off by the end of the file', async () => {
    await expect(read(Buffer.from([0x61, 0x3b, 0x62, 0x0a, 0xe2, 0x82]))).rejects.toMatchObject({
      message: 'not utf-8: byte 0xE2 at offset 4, line 2',
    });
  });

  test('when a byte has no character in the declared encoding', async () => {
    // 0x8E is é in Macintosh Roman and 0x8F è; windows-1252 has no 0x8F
    const mac = iconv.encode('id;avis\n1;très élégant, déjà vu à Orléans, où ça va\n', 'macintosh');
    await expect(read(mac, { encoding: 'windows-1252' })).rejects.toMatchObject({
      code: 'VB2101',
      message: 'not windows-1252: byte 0x8F at offset 12, line 2',
      hint: /"encoding: macintosh" seems right/,
    });
  });

  test('the guess tells windows-1252, Macintosh Roman and DOS apart', async () => {
    for (const encoding of ['windows-1252', 'macintosh', 'cp850']) {
      const french = iconv.encode(
        'id;avis\n1;Très déçu, délai énorme, à éviter; où est l’été ? garçon gêné\n',
        encoding,
      );
      await expect(read(french)).rejects.toMatchObject({ hint: new RegExp(`"encoding: ${encoding}" seems right`) });
    }
  });

  test('what is no text in any of them gets no guess', async () => {
    const noise = Buffer.from(Array.from({ length: 512 }, (_, i) => 0x80 + ((i * 37) % 128)));
    await expect(read(Buffer.concat([Buffer.from('a;b\n'), noise]))).rejects.toMatchObject({
      hint: 'export the file as UTF-8',
    });
  });
});

test('a workbook, an archive or a PDF that is called CSV is refused by its name', async () => {
  const starts = { workbook: 'PK\x03\x04', old: '\xd0\xcf\x11\xe0', gzip: '\x1f\x8b', PDF: '%PDF-1.7' };
  for (const [name, start] of Object.entries(starts)) {
    await expect(read(Buffer.from(`${start}rest`, 'latin1'))).rejects.toMatchObject({
      code: 'VB2001',
      message: new RegExp(`the file is .*${name}.*, not CSV`),
    });
  }
});
