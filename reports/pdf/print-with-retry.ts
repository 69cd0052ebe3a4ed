import { VerbatimError } from '../../core/errors.ts';
import type { BrowserPool } from './browser-pool.ts';
import { BrowserFailure } from './guard-work.ts';
import { type PrintedPdf, type PrintJob, printPage } from './print-page.ts';

/** Attempts to print one document; a fresh browser follows each failure of a browser. */
const attempts = 3;

/**
 * Prints a document, with a fresh browser after each failure of the browser.
 *
 * @throws VB5002 when the browser failed at every attempt; VB5001 when there is none; VB5004 and VB5005 for faults of the
 * document, which another attempt would not mend
 */
export async function printWithRetry(pool: BrowserPool, job: PrintJob, signal: AbortSignal): Promise<PrintedPdf> {
  const failures: string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      return await pool.use(page => printPage(page, job), signal);
    } catch (thrown) {
      if (!(thrown instanceof BrowserFailure)) throw thrown;
      failures.push(thrown.message);
    }
  }
  throw new VerbatimError('VB5002', `the browser failed ${attempts} times: ${failures.join('; ')}`, {
    hint: 'look at the memory that is free; "verbatim doctor" says which browser is used',
  });
}
