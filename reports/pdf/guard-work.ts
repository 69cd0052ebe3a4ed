import type { Browser } from 'puppeteer-core';

/** The browser itself failed, not the work that it was given: a fresh one may succeed. */
export class BrowserFailure extends Error {
  override readonly name = 'BrowserFailure';
}

/**
 * Waits for work in a browser, but no longer than the browser can answer.
 *
 * @param deadlineMs - time for the work, milliseconds
 * @throws BrowserFailure when the page or its browser crashed or did not finish in time; the signal's reason when it
 * aborts; else what the work threw
 */
export async function guardWork<T>(
  browser: Browser,
  work: Promise<T>,
  signal: AbortSignal,
  deadlineMs: number,
): Promise<T> {
  const undo: (() => void)[] = [];
  const trouble = new Promise<never>((_, reject) => {
    const lost = () => reject(new BrowserFailure('the browser ended'));
    const late = () => reject(new BrowserFailure(`the browser did not finish within ${deadlineMs / 1000} s`));
    const abort = () => reject(signal.reason);
    const timer = setTimeout(late, deadlineMs);
    browser.on('disconnected', lost);
    // A browser that is closed on purpose does not always say that it is disconnected; its process always ends.
    browser.process()?.once('exit', lost);
    signal.addEventListener('abort', abort, { once: true });
    undo.push(
      () => clearTimeout(timer),
      () => browser.off('disconnected', lost),
      () => browser.process()?.off('exit', lost),
      () => signal.removeEventListener('abort', abort),
    );
    if (signal.aborted) abort();
    else if (!browser.connected) lost();
  });
  try {
    return await Promise.race([work, trouble]);
  } catch (thrown) {
    // A lost connection rejects the work as well, in words of its own and sometimes first.
    if (!browser.connected && !signal.aborted) throw new BrowserFailure('the browser ended', { cause: thrown });
    throw thrown;
  } finally {
    for (const step of undo) step();
    work.catch(() => undefined);
  }
}
