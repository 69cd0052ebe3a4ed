import type { Page } from 'puppeteer-core';

/** Counts what a page asked for and did not get. */
export interface Denials {
  readonly count: () => number;
}

/**
 * Cuts a page off before it gets its content: no script runs, and every request but a `data:` URL is denied, to the
 * network, to files and to other schemes alike. The browser's own flags close what interception cannot see.
 */
export async function isolatePage(page: Page): Promise<Denials> {
  let count = 0;
  page.on('request', request => {
    if (request.url().startsWith('data:') && !request.isNavigationRequest()) {
      void request.continue().catch(ignoreGone);
      return;
    }
    count += 1;
    // "aborted" leaves the page as it is; any other reason would put an error page in its place on a navigation.
    void request.abort('aborted').catch(ignoreGone);
  });
  await Promise.all([page.setJavaScriptEnabled(false), page.setRequestInterception(true), page.setOfflineMode(true)]);
  return { count: () => count };
}

/** The page may be closed before the answer reaches it. */
const ignoreGone = (): void => undefined;
