import type { Page } from 'puppeteer-core';
import { BrowserFailure, guardWork } from './guard-work.ts';
import { processGroup } from './process-group.ts';
import type { LaunchedBrowser } from './start-browser.ts';
import { createTurns } from './turns.ts';

/** How a pool works; the defaults suit a worker that prints one or two reports at a time. */
export interface PoolOptions {
  readonly launch: () => Promise<LaunchedBrowser>;
  /** Browsers at work at once, each with one page: a crash or a kill then costs one report only. */
  readonly width?: number;
  /** Pages after which a browser is replaced. */
  readonly pagesPerBrowser?: number;
  /** Private memory of a browser's whole process tree, bytes, above which it is replaced (Linux). */
  readonly memoryBytes?: number;
  /** Time for one page, milliseconds. */
  readonly deadlineMs?: number;
}

/** Lends pages of browsers that are kept from report to report. */
export interface BrowserPool {
  /**
   * Lends a fresh page for the time of the work.
   *
   * @throws BrowserFailure when the browser crashed, hung beyond the deadline or was lost; the next page then comes from
   * a fresh browser. VB5001 when there is no browser. Else what the work threw, or the signal's reason.
   */
  readonly use: <T>(work: (page: Page) => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** Ends every browser with its processes; work under way fails. */
  readonly close: () => Promise<void>;
}

interface PooledBrowser extends LaunchedBrowser {
  readonly lent: { pages: number };
}

/** A pool with no browser yet; the first page launches one. */
export function createBrowserPool(options: PoolOptions): BrowserPool {
  const { launch, width = 2, pagesPerBrowser = 50, memoryBytes = 2 ** 30, deadlineMs = 60_000 } = options;
  const turns = createTurns(width);
  const alive = new Set<PooledBrowser>();
  const idle: PooledBrowser[] = [];
  let closed = false;

  const end = async (pooled: PooledBrowser): Promise<void> => {
    alive.delete(pooled);
    await pooled.close();
  };
  const borrow = async (): Promise<PooledBrowser> => {
    if (closed) throw new BrowserFailure('the browser pool is closed');
    const kept = idle.pop();
    if (kept?.browser.connected) return kept;
    if (kept) await end(kept);
    const pooled = { ...(await launch()), lent: { pages: 0 } };
    alive.add(pooled);
    if (!closed) return pooled;
    await end(pooled);
    throw new BrowserFailure('the browser pool is closed');
  };
  const giveBack = async (pooled: PooledBrowser, page: Page | null): Promise<void> => {
    const usable =
      !closed &&
      (await page?.close().then(
        () => true,
        () => false,
      ));
    const worn = pooled.lent.pages >= pagesPerBrowser || memoryOf(pooled) > memoryBytes;
    if (usable && !worn) idle.push(pooled);
    else await end(pooled);
  };
  const lend = async <T>(pooled: PooledBrowser, work: (page: Page) => Promise<T>, signal: AbortSignal): Promise<T> => {
    let page: Page | null = null;
    const worked = (async () => {
      page = await pooled.browser.newPage();
      return Promise.race([work(page), crashOf(page)]);
    })();
    try {
      return await guardWork(pooled.browser, worked, signal, deadlineMs);
    } catch (thrown) {
      if (thrown instanceof BrowserFailure || signal.aborted) pooled.kill();
      throw thrown;
    } finally {
      pooled.lent.pages += 1;
      await giveBack(pooled, page);
    }
  };
  const use = async <T>(work: (page: Page) => Promise<T>, signal: AbortSignal): Promise<T> => {
    await turns.take(signal);
    try {
      return await lend(await borrow(), work, signal);
    } finally {
      turns.give();
    }
  };
  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all([...alive].map(end));
  };
  return { use, close };
}

/** Rejects when the page's own process crashes: the browser lives on, and calls under way would wait for ever. */
const crashOf = (page: Page): Promise<never> =>
  new Promise((_, reject) => {
    page.once('error', cause => reject(new BrowserFailure('the page crashed', { cause })));
  });

const memoryOf = ({ pid }: LaunchedBrowser): number =>
  processGroup(pid).reduce((sum, { privateBytes }) => sum + privateBytes, 0);
