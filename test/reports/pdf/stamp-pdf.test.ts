import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { blankPages } from '../../../reports/pdf/blank-pages.ts';
import { pageDictionaries, parsePdf } from '../../../reports/pdf/pdf-file.ts';
import { stampPdf as stampFile } from '../../../reports/pdf/stamp-pdf.ts';
import { readPdf } from '../pdf-text.ts';

const stamp = { author: 'Maison Lumière (été)', at: '2026-11-02T06:07:08.123Z' };
const info = '<</Title (T \\(1\\))\n/Creator (Chromium)\n/Producer (Skia/PDF m147)\n/CreationDate (D:20200101000000)>>';

const stampPdf = (bytes: Uint8Array, given: typeof stamp) => stampFile(parsePdf(bytes), given);

const stream = (text: string, packed = false): string => {
  const body = packed ? deflateSync(Buffer.from(text, 'latin1')).toString('latin1') : text;
  return `<<${packed ? '/Filter /FlateDecode\n' : ''}/Length ${body.length}>> stream\n${body}\nendstream`;
};

/** A PDF in Chromium's form: objects by number, written in that order, then one table. */
function pdf(objects: Readonly<Record<number, string>>, root: number): Buffer {
  let text = '%PDF-1.4\n%\xd3\xeb\xe9\xe1\n';
  const offsets = new Map<number, number>();
  for (const [number, content] of Object.entries(objects)) {
    offsets.set(Number(number), text.length);
    text += `${number} 0 obj\n${content}\nendobj\n`;
  }
  const size = Math.max(...offsets.keys()) + 1;
  const lines = Array.from({ length: size }, (_, number) => {
    const offset = offsets.get(number);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${size}\n${lines.join('')}trailer\n<</Size ${size}\n/Root ${root} 0 R\n/Info 1 0 R>>\n`;
  return Buffer.from(`${text}${table}startxref\n${text.length}\n%%EOF\n`, 'latin1');
}

const marginBox = 'BT /F1 9 Tf <0001> Tj ET\n';
const text = '/NonStruct <</MCID 0 >>BDC\nBT /F1 9 Tf <0002> Tj ET\nEMC\n';
const ground = '/NonStruct <</MCID 0 >>BDC\n0 0 9 9 re\nf\nEMC\n';
const figure = '/Figure <</MCID 0 >>BDC\n0 0 9 9 re\nf\nEMC\n';

/** Pages in a tree of two levels, as Chromium writes it from nine pages on. */
const pages = (contents: readonly string[]): Buffer => {
  const objects: Record<number, string> = { 1: info, 2: '<</Type /Catalog\n/Pages 3 0 R>>' };
  const numbers = contents.map((_, at) => 10 + at * 2);
  objects[3] = `<</Type /Pages\n/Count ${contents.length}\n/Kids [4 0 R 5 0 R]>>`;
  objects[4] = `<</Type /Pages\n/Parent 3 0 R\n/Count 1\n/Kids [${numbers[0]} 0 R]>>`;
  objects[5] = `<</Type /Pages\n/Parent 3 0 R\n/Count ${contents.length - 1}\n/Kids [${numbers
    .slice(1)
    .map(number => `${number} 0 R`)
    .join(' ')}]>>`;
  for (const [at, content] of contents.entries()) {
    const parent = at === 0 ? 4 : 5;
    objects[10 + at * 2] =
      `<</Type /Page\n/MediaBox [0 0 595 842]\n/Contents ${11 + at * 2} 0 R\n/Parent ${parent} 0 R>>`;
    objects[11 + at * 2] = stream(content, at % 2 === 0);
  }
  return pdf(objects, 2);
};

describe('the skeleton of a PDF', () => {
  test('has its pages in order, through every level of their tree', () => {
    const dictionaries = pageDictionaries(parsePdf(pages([text, text, text])));
    expect(dictionaries.map(one => /\/Contents (\d+)/.exec(one)![1])).toEqual(['11', '13', '15']);
  });

  test('shows pages without text or figure: a margin box or a painted ground is nothing to read', () => {
    const contents = [marginBox + text, marginBox, marginBox + ground, marginBox + figure, ''];
    expect(blankPages(parsePdf(pages(contents)))).toEqual([2, 3, 5]);
  });

  test('in another form is refused instead of being misread', () => {
    expect(() => parsePdf(Buffer.from('%PDF-1.5\nstartxref\n9\n%%EOF\n'))).toThrow(/no cross-reference table/);
    expect(() => parsePdf(Buffer.from('hello'))).toThrow(/form that is not known/);
  });
});

describe('a stamped PDF', () => {
  test('tells author and time of the report; title and producer stay, any reader can open it', async () => {
    const { info: read, pages: texts } = await readPdf(stampPdf(pages([text, text]), stamp));
    expect(read).toMatchObject({
      Title: 'T (1)',
      Author: 'Maison Lumière (été)',
      Creator: 'Verbatim',
      Producer: 'Skia/PDF m147',
      CreationDate: "D:20261102060708+00'00'",
      ModDate: "D:20261102060708+00'00'",
    });
    expect(texts).toHaveLength(2);
  });

  test('keeps every other object byte for byte and points at each of them', () => {
    const original = pages([text, figure]);
    const [before, after] = [parsePdf(original), parsePdf(stampPdf(original, stamp))];
    for (const [number, offset] of before.offsets.entries()) {
      if (offset === null || number === before.info) continue;
      const old = before.text.slice(offset, before.text.indexOf('endobj', offset));
      expect(after.text.startsWith(old, after.offsets[number]!)).toBe(true);
    }
  });

  test('is the same whatever time and program the browser noted, and differs with its content', () => {
    const other = Buffer.from(
      pages([text, text]).toString('latin1').replace('D:20200101000000', 'D:20300101000000'),
      'latin1',
    );
    const stamped = stampPdf(pages([text, text]), stamp);
    expect(Buffer.compare(stampPdf(other, stamp), stamped)).toBe(0);
    const id = (bytes: Uint8Array) => /\/ID \[<([0-9A-F]{32})> <\1>\]/.exec(Buffer.from(bytes).toString('latin1'))![1];
    expect(id(stampPdf(pages([text, figure]), stamp))).not.toBe(id(stamped));
  });

  test('reads an apostrophe where the font has a modifier letter, and leaves glyphs of that number alone', () => {
    const map =
      '1 beginbfchar\n<02BC> <0041>\n<0161> <02BC>\nendbfchar\n1 beginbfrange\n<0001> <0002> <02BB>\nendbfrange\n';
    const objects = { 1: info, 2: '<</Type /Catalog>>', 3: '<</Type /Font\n/ToUnicode 4 0 R>>', 4: stream(map, true) };
    const mended = Buffer.from(stampPdf(pdf(objects, 2), stamp)).toString('latin1');
    expect(mended).toContain('<02BC> <0041>\n<0161> <2019>\n');
    expect(mended).toContain('<0001> <0002> <2018>\n');
  });

  test('reads nothing where an Arabic font draws a dot apart from its letter, instead of U+0000', () => {
    const map = '1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n1 beginbfchar\n<000D> <0000>\nendbfchar\n';
    const objects = { 1: info, 2: '<</Type /Catalog>>', 3: '<</Type /Font\n/ToUnicode 4 0 R>>', 4: stream(map, true) };
    const mended = Buffer.from(stampPdf(pdf(objects, 2), stamp)).toString('latin1');
    expect(mended).toContain('<0000> <FFFF>\n');
    expect(mended).toContain('<000D> <2060>\n');
  });
});
