import type { Instant } from '../../core/model/feedback.ts';
import { mendTextMaps } from './mend-text-maps.ts';
import { objectText, type PdfFile } from './pdf-file.ts';
import { rebuildPdf } from './rebuild-pdf.ts';

/** What a PDF says of itself beside its title. */
export interface PdfStamp {
  readonly author: string;
  /** Time of creation and change: of the data, not of the printing, so that the same report gives the same bytes. */
  readonly at: Instant;
}

/**
 * Replaces what Chromium notes about the making of a PDF (time, user agent) by what is true of the report, mends its
 * text, and gives it an identifier made from its content: the same document gives the same bytes.
 *
 * @param file - as Chromium wrote it
 * @returns a new file; everything that is shown stays as it is
 */
export function stampPdf(file: PdfFile, stamp: PdfStamp): Uint8Array {
  return rebuildPdf(file, new Map([...mendTextMaps(file), [file.info, infoDictionary(file, stamp)]]));
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
