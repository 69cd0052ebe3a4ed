import type { Page } from 'puppeteer-core';
import { createTurns } from '../turns.ts';
import { createBrowserShelf, type Wear } from './browser-shelf.ts';
import { BrowserFailure, guardWork } from './guard-work.ts';
import type { LaunchedBrowser } from './start-browser.ts';

/** How a pool works; the defaults suit a worker that prints one or two reports at a time. */
export interface PoolOptions extends Partial<Wear> {
  readonly launch: () => Promise<LaunchedBrowser>;
  /** Browsers at work at once, each with one page: a crash or a kill then costs one report only. */
  readonly width?: number;
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

/** A pool with no browser yet; the first page launches one. It keeps the process alive until it is closed. */
export function createBrowserPool(options: PoolOptions): BrowserPool {
  const {
    launch,
    width = 2,
    pagesPerBrowser = 50,
    memoryBytes = 2 ** 30,
    idleMs = 60_000,
    deadlineMs = 60_000,
  } = options;
  const turns = createTurns(width);
  const shelf = createBrowserShelf(launch, { pagesPerBrowser, memoryBytes, idleMs });
  const workOn = async <T>(
    browser: LaunchedBrowser,
    work: (page: Page) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> => {
    const lent = lendPage(browser, work);
    try {
      return await guardWork(browser.browser, lent.worked, signal, deadlineMs);
    } catch (thrown) {
      if (thrown instanceof BrowserFailure || signal.aborted) browser.kill();
      throw thrown;
    } finally {
      // Waited for, so that whoever prints one report after the other gets the same browser again.
      await shelf.giveBack(browser, browser.browser.connected && (await lent.end()));
    }
  };
  const use = async <T>(work: (page: Page) => Promise<T>, signal: AbortSignal): Promise<T> => {
    await turns.take(signal);
    try {
      return await workOn(await shelf.borrow(), work, signal);
    } finally {
      turns.give();
    }
  };
  return { use, close: shelf.close };
}

interface LentPage<T> {
  readonly worked: Promise<T>;
  /** Closes the page and says whether that went well. */
  readonly end: () => Promise<boolean>;
}

/**
 * Starts the work on a page of its own. In the background nothing is drawn for a screen that nobody looks at; layout
 * happens when it is asked for, by a check or by printing.
 */
function lendPage<T>({ browser }: LaunchedBrowser, work: (page: Page) => Promise<T>): LentPage<T> {
  const opened = browser.newPage({ background: true });
  const worked = opened.then(page => Promise.race([work(page), crashOf(page)]));
  const end = async (): Promise<boolean> => {
    try {
      await (await opened).close();
      return true;
    } catch {
      return false;
    }
  };
  return { worked, end };
}

/** Rejects when the page's own process crashes: the browser lives on, and calls under way would wait for ever. */
const crashOf = (page: Page): Promise<never> =>
  new Promise((_, reject) => {
    page.once('error', cause => reject(new BrowserFailure('the page crashed', { cause })));
  });
