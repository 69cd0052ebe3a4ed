import { type PdfFile, pageDictionaries, reference, streamBytes } from './pdf-file.ts';

/**
 * Finds pages that carry nothing to read: neither text nor a figure beside their margin boxes. A cover that is higher
 * than its page leaves such a page behind it.
 *
 * @returns page numbers from 1
 */
export function blankPages(file: PdfFile): readonly number[] {
  return pageDictionaries(file).flatMap((page, at) => (isBlank(contentOf(file, page)) ? [at + 1] : []));
}

/** Margin boxes are not tagged and stand first; what belongs to the document follows the first marked content. */
function isBlank(content: string): boolean {
  const marked = content.indexOf('BDC');
  if (marked < 0) return true;
  return !/\/Figure <<\/MCID/.test(content) && !/\s(?:Tj|TJ|Do)\s/.test(content.slice(marked));
}

function contentOf(file: PdfFile, page: string): string {
  const number = reference(page, 'Contents');
  return streamBytes(file, number).toString('latin1');
}
