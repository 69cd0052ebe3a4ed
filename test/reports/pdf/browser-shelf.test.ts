import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBrowserShelf } from '../../../reports/pdf/browser-shelf.ts';
import type { LaunchedBrowser } from '../../../reports/pdf/start-browser.ts';

const wear = { pagesPerBrowser: 50, memoryBytes: 2 ** 30, idleMs: 60_000 };

/** Browsers by number, and those that were ended. */
function fakeBrowsers() {
  const ended: number[] = [];
  const numbers = new Map<LaunchedBrowser, number>();
  const launch = async (): Promise<LaunchedBrowser> => {
    const number = numbers.size + 1;
    const close = async () => void ended.push(number);
    // No process has this number: nothing is weighed.
    const one = { browser: { connected: true }, pid: 2 ** 30, close } as unknown as LaunchedBrowser;
    numbers.set(one, number);
    return one;
  };
  return { launch, ended, numberOf: (browser: LaunchedBrowser) => numbers.get(browser) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a browser that waits for a minute is ended, and one that is used in time is not', async () => {
  const { launch, ended, numberOf } = fakeBrowsers();
  const shelf = createBrowserShelf(launch, wear);
  const [first, second] = [await shelf.borrow(), await shelf.borrow()];
  await shelf.giveBack(first, true);
  await shelf.giveBack(second, true);
  vi.advanceTimersByTime(59_999);
  expect(numberOf(await shelf.borrow())).toBe(2);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual([1]);
  vi.advanceTimersByTime(600_000);
  // Lent for longer than that.
  expect(ended).toEqual([1]);
  await shelf.giveBack(second, true);
  expect(numberOf(await shelf.borrow())).toBe(2);
});

test('a shelf that is closed ends its browsers at once, and each once', async () => {
  const { launch, ended } = fakeBrowsers();
  const shelf = createBrowserShelf(launch, wear);
  await shelf.giveBack(await shelf.borrow(), true);
  await shelf.close();
  vi.advanceTimersByTime(600_000);
  expect(ended).toEqual([1]);
});
