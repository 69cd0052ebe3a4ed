import { createHash } from 'node:crypto';
import type { Instant } from '../core/model/feedback.ts';
import { objectText, type PdfFile, parsePdf } from './pdf-file.ts';

/** What a PDF says of itself beside its title. */
export interface PdfStamp {
  readonly author: string;
  /** Time of creation and change: of the data, not of the printing, so that the same report gives the same bytes. */
  readonly at: Instant;
}

/**
 * Replaces what Chromium notes about the making of a PDF (time, user agent) by what is true of the report, and gives it
 * an identifier made from its content.
 *
 * @param pdf - as Chromium wrote it
 * @returns a new file; everything that is shown stays byte for byte
 * @throws VB9001 when the file's form is not known
 */
export function stampPdf(pdf: Uint8Array, stamp: PdfStamp): Uint8Array {
  const file = parsePdf(pdf);
  const from = file.offsets[file.info]!;
  const to = file.text.indexOf('\nendobj', from);
  const info = `${file.info} 0 obj\n${infoDictionary(file, stamp)}`;
  const shift = info.length - (to - from);
  const body = file.text.slice(0, from) + info + file.text.slice(to, file.tableAt);
  const id = createHash('sha256').update(body, 'latin1').digest('hex').slice(0, 32).toUpperCase();
  return Buffer.from(body + table(file, from, shift) + trailer(file, shift, id), 'latin1');
}

function infoDictionary(file: PdfFile, { author, at }: PdfStamp): string {
  const old = objectText(file, file.info);
  const kept = ['Title', 'Producer'].flatMap(key => {
    const value = new RegExp(`/${key} (\\((?:\\\\.|[^\\\\)])*\\)|<[0-9A-Fa-f]*>)`, 's').exec(old);
    return value ? [`/${key} ${value[1]}`] : [];
  });
  const time = `(D:${at.replace(/\.\d+/, '').replaceAll(/[-:TZ]/g, '')}+00'00')`;
  const own = [`/Author ${textString(author)}`, '/Creator (Verbatim)', `/CreationDate ${time}`, `/ModDate ${time}`];
  return `<<${[...kept, ...own].join('\n')}>>`;
}

/** ISO 32000-1:2008, 7.9.2.2: UTF-16BE after a byte order mark, here in hexadecimal. */
function textString(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'));
  return `<FEFF${units.join('').toUpperCase()}>`;
}

function table(file: PdfFile, from: number, shift: number): string {
  const lines = file.offsets.map(offset =>
    offset === null
      ? '0000000000 65535 f \n'
      : `${String(offset > from ? offset + shift : offset).padStart(10, '0')} 00000 n \n`,
  );
  return `xref\n0 ${lines.length}\n${lines.join('')}`;
}

function trailer(file: PdfFile, shift: number, id: string): string {
  const entries = [
    `/Size ${file.offsets.length}`,
    `/Root ${file.root} 0 R`,
    `/Info ${file.info} 0 R`,
    `/ID [<${id}> <${id}>]`,
  ];
  return `trailer\n<<${entries.join('\n')}>>\nstartxref\n${file.tableAt + shift}\n%%EOF\n`;
}
