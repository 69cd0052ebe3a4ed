import { BrowserFailure } from './guard-work.ts';
import { processGroup } from './process-group.ts';
import type { LaunchedBrowser } from './start-browser.ts';

/** When a browser that works is replaced all the same: memory leaks and caches grow with each page. */
export interface Wear {
  /** Pages after which a browser is replaced. */
  readonly pagesPerBrowser: number;
  /** Private memory of a browser's whole process tree, bytes, above which it is replaced (Linux). */
  readonly memoryBytes: number;
  /** Time that a browser waits for its next page, milliseconds, before it is ended. */
  readonly idleMs: number;
}

/** Weighing a browser reads every process of the machine, some milliseconds: not after each page. */
const pagesPerWeighing = 5;

/** Browsers that wait for their next page; each is lent to one user at a time. */
export interface BrowserShelf {
  /** A waiting browser, or a new one. @throws BrowserFailure when the shelf is closed; what launching throws */
  readonly borrow: () => Promise<LaunchedBrowser>;
  /** Takes a browser back: keeps it when it is healthy and not worn, ends it otherwise. */
  readonly giveBack: (browser: LaunchedBrowser, healthy: boolean) => Promise<void>;
  /** Ends every browser, waiting ones, lent ones and those that are just starting. */
  readonly close: () => Promise<void>;
}

/** An empty shelf; the first to borrow launches a browser. */
export function createBrowserShelf(launch: () => Promise<LaunchedBrowser>, wear: Wear): BrowserShelf {
  const pagesOf = new Map<LaunchedBrowser, number>();
  const waiting: { readonly browser: LaunchedBrowser; readonly overdue: NodeJS.Timeout }[] = [];
  const starting = new Set<Promise<LaunchedBrowser>>();
  const ending = new Set<Promise<void>>();
  let closed = false;

  const end = async (browser: LaunchedBrowser): Promise<void> => {
    pagesOf.delete(browser);
    const ended = browser.close();
    ending.add(ended);
    await ended.finally(() => ending.delete(ended));
  };
  const start = async (): Promise<LaunchedBrowser> => {
    const launching = launch();
    starting.add(launching);
    try {
      const browser = await launching;
      pagesOf.set(browser, 0);
      return browser;
    } finally {
      starting.delete(launching);
    }
  };
  const keep = (browser: LaunchedBrowser): void => {
    const overdue = setTimeout(() => {
      waiting.splice(
        waiting.findIndex(one => one.browser === browser),
        1,
      );
      // Nobody waits for it; a profile that could not be removed is swept away by a later process.
      end(browser).catch(() => undefined);
    }, wear.idleMs);
    waiting.push({ browser, overdue });
  };
  const borrow = async (): Promise<LaunchedBrowser> => {
    if (closed) throw closedError();
    const kept = waiting.pop();
    clearTimeout(kept?.overdue);
    if (kept?.browser.browser.connected) return kept.browser;
    if (kept) await end(kept.browser);
    const browser = await start();
    if (!closed) return browser;
    await end(browser);
    throw closedError();
  };
  const giveBack = async (browser: LaunchedBrowser, healthy: boolean): Promise<void> => {
    const pages = (pagesOf.get(browser) ?? 0) + 1;
    pagesOf.set(browser, pages);
    const weighed = pages % pagesPerWeighing === 1 && memoryOf(browser) > wear.memoryBytes;
    const worn = pages >= wear.pagesPerBrowser || weighed;
    if (healthy && !worn && !closed) keep(browser);
    else await end(browser);
  };
  const close = async (): Promise<void> => {
    closed = true;
    for (const { overdue } of waiting.splice(0)) clearTimeout(overdue);
    await Promise.allSettled(starting);
    await Promise.all([...ending, ...[...pagesOf.keys()].map(end)]);
  };
  return { borrow, giveBack, close };
}

const closedError = (): BrowserFailure => new BrowserFailure('the browsers are closed');

const memoryOf = ({ pid }: LaunchedBrowser): number =>
  processGroup(pid).reduce((sum, { privateBytes }) => sum + privateBytes, 0);
