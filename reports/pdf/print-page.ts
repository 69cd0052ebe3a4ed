import type { Page } from 'puppeteer-core';
import { VerbatimError } from '../../core/errors.ts';
import type { Instant } from '../../core/model/feedback.ts';
import { blankPages } from './blank-pages.ts';
import { checkPage, prepareForPaper } from './check-page.ts';
import { isolatePage } from './isolate-page.ts';
import { pageDictionaries, parsePdf } from './pdf-file.ts';
import { stampPdf } from './stamp-pdf.ts';
import { takeThumbnail } from './thumbnail.ts';

/** A report has about 12 pages and an annex; a run-away template has thousands. */
const mostPages = 500;

/** A self-contained HTML document to print. */
export interface PrintJob {
  readonly html: string;
  readonly author: string;
  /** The time that the PDF says it was made. */
  readonly at: Instant;
  /** Whether faults of layout and missing resources fail the job; a document from a report template is always checked. */
  readonly checked: boolean;
}

export interface PrintedPdf {
  readonly pdf: Uint8Array;
  /** A PNG of the first page. */
  readonly thumbnail: Uint8Array;
  readonly pages: number;
  /** Requests that the document made and that were denied. */
  readonly denied: number;
}

/**
 * Prints a document on a fresh page: tagged, with an outline, on paper of the size that its styles ask for. The page
 * runs no script and reaches neither network nor files.
 *
 * @throws VB5004 for a missing font or image, VB5005 for content that does not fit, blank or too many pages
 */
export async function printPage(page: Page, job: PrintJob): Promise<PrintedPdf> {
  const [denials] = await Promise.all([isolatePage(page), prepareForPaper(page)]);
  await page.setContent(job.html, { waitUntil: 'load', timeout: 0 });
  if (job.checked) await checkPage(page);
  const printed = await page.pdf({
    preferCSSPageSize: true,
    printBackground: true,
    tagged: true,
    outline: true,
    waitForFonts: !job.checked,
    timeout: 0,
  });
  const file = parsePdf(printed);
  const pages = pageDictionaries(file).length;
  if (pages > mostPages)
    throw new VerbatimError('VB5005', `the report has ${pages} pages, at most ${mostPages} are allowed`);
  if (job.checked) failOnBlank(blankPages(file), pages);
  const thumbnail = await takeThumbnail(page);
  return { pdf: stampPdf(file, job), thumbnail, pages, denied: denials.count() };
}

function failOnBlank(blank: readonly number[], pages: number): void {
  if (blank.length === 0) return;
  throw new VerbatimError('VB5005', `page ${blank.join(', ')} of ${pages} has neither text nor chart`, {
    hint: 'look for a block that is higher than its page, or for two page breaks in a row',
  });
}
