import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Page } from 'puppeteer-core';
import { afterEach, describe, expect, test } from 'vitest';
import { type BrowserPool, createBrowserPool, type PoolOptions } from '../../../reports/pdf/browser-pool.ts';
import { launchBrowser } from '../../../reports/pdf/launch-browser.ts';
import { printWithRetry } from '../../../reports/pdf/print-with-retry.ts';
import { processGroup } from '../../../reports/pdf/process-group.ts';
import type { LaunchedBrowser } from '../../../reports/pdf/start-browser.ts';
import { readPdf } from '../pdf-text.ts';
import { a4, testBrowsers } from './test-browsers.ts';

const never = new AbortController().signal;
const rows = Array.from({ length: 100 }, (_, row) => `<tr><td>row-${row}-end</td></tr>`).join('');
const job = {
  html: a4(`<h1>Le mois</h1><table>${rows}</table>`),
  author: 'Verbatim',
  at: '2026-11-02T06:00:00.000Z',
  checked: true,
};

/** Every moment at which a browser may die under a report, from the first call to the last. */
const moments = ['newPage', 'setContent', 'evaluate', 'pdf'] as const;
type Moment = (typeof moments)[number];

/** Kills the browser as the call begins; the call itself is made all the same. */
function killAt(launched: LaunchedBrowser, moment: Moment): LaunchedBrowser {
  const newPage = launched.browser.newPage.bind(launched.browser);
  launched.browser.newPage = async () => {
    if (moment === 'newPage') launched.kill();
    const page: Page = await newPage();
    if (moment !== 'newPage') {
      const call = page[moment].bind(page) as (...given: unknown[]) => Promise<never>;
      page[moment] = ((...given: unknown[]) => {
        const answer = call(...given);
        launched.kill();
        return answer;
      }) as never;
    }
    return page;
  };
  return launched;
}

/** Lets a browser print its first page and kills it as it prints its second. */
function killAtSecond(launched: LaunchedBrowser): LaunchedBrowser {
  const newPage = launched.browser.newPage.bind(launched.browser);
  let pages = 0;
  launched.browser.newPage = async given => {
    pages += 1;
    if (pages === 2) {
      launched.browser.newPage = newPage;
      return killAt(launched, 'pdf').browser.newPage(given);
    }
    return newPage(given);
  };
  return launched;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What this process holds once nothing is left to collect. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe.each(await testBrowsers())('%s', (from, options) => {
  const launched: LaunchedBrowser[] = [];
  const pools: BrowserPool[] = [];
  afterEach(async () => {
    await Promise.all(pools.splice(0).map(pool => pool.close()));
    // Whatever a test did to its browsers: no process and no profile of theirs is left.
    for (const { pid } of launched.splice(0)) {
      await expect.poll(() => processGroup(pid), { timeout: 10_000 }).toEqual([]);
    }
    const profiles = (await readdir(tmpdir())).filter(name => name.startsWith(`verbatim-browser-${process.pid}-`));
    expect(profiles).toEqual([]);
  });

  /** A pool whose nth browser is killed at the nth of these moments. */
  const pool = (kills: readonly (Moment | null)[] = [], given: Partial<PoolOptions> = {}): BrowserPool => {
    const launch = async (): Promise<LaunchedBrowser> => {
      const moment = kills[launched.length];
      const one = await launchBrowser(options);
      launched.push(one);
      return moment ? killAt(one, moment) : one;
    };
    const made = createBrowserPool({ ...given, launch });
    pools.push(made);
    return made;
  };

  test.each(moments)('a browser that is killed at %s is replaced, and the report is complete', async moment => {
    const { pdf } = await printWithRetry(pool([moment, moment]), job, never);
    const text = (await readPdf(pdf)).pages.join(' ');
    expect(text.match(/row-\d+-end/g)).toHaveLength(100);
    expect(launched).toHaveLength(3);
  });

  // A whole Chrome takes seconds to start on a busy machine; the packaged one dies fifty times.
  const reports = from === 'package' ? 50 : 2;
  test(`${reports} reports, each with its browser killed mid-print, are all complete, and no memory is lost`, {
    timeout: 300_000,
  }, async () => {
    const small = { ...job, html: a4('<h1>Le mois</h1><p>row-1-end</p>') };
    const shared = createBrowserPool({
      launch: async () => {
        const one = killAtSecond(await launchBrowser(options));
        launched.push(one);
        return one;
      },
    });
    pools.push(shared);
    await printWithRetry(shared, small, never);
    let held = 0;
    for (let report = 1; report <= reports; report += 1) {
      const { pdf } = await printWithRetry(shared, small, never);
      expect((await readPdf(pdf)).pages).toEqual([expect.stringContaining('row-1-end')]);
      if (report === Math.ceil(reports / 5)) held = heldBytes();
    }
    // The page of the report before, then the one that is killed: a browser each.
    expect(launched).toHaveLength(reports + 1);
    expect(heldBytes() - held).toBeLessThan(10_000_000);
  });

  test('a browser that fails three times in a row is VB5002 with what happened each time', async () => {
    const failing = printWithRetry(pool(['pdf', 'setContent', 'newPage']), job, never);
    await expect(failing).rejects.toMatchObject({ code: 'VB5002', message: expect.stringContaining('failed 3 times') });
    expect(launched).toHaveLength(3);
  });

  test('a page that crashes by itself fails at once and costs its browser', async () => {
    const shared = pool();
    const crash = shared.use(async page => {
      void page.goto('chrome://crash').catch(() => undefined);
      return new Promise<never>(() => undefined);
    }, never);
    await expect(crash).rejects.toMatchObject({ name: 'BrowserFailure', message: 'the page crashed' });
    await expect(shared.use(page => page.evaluate(() => 1 + 1), never)).resolves.toBe(2);
    expect(launched).toHaveLength(2);
  });

  test('work beyond the deadline fails, and its browser with it', async () => {
    const shared = pool([], { deadlineMs: 300 });
    const hanging = shared.use(() => new Promise<never>(() => undefined), never);
    await expect(hanging).rejects.toMatchObject({
      name: 'BrowserFailure',
      message: 'the browser did not finish within 0.3 s',
    });
    expect(launched[0]!.browser.connected).toBe(false);
  });

  test('an abort ends the work with the reason of the signal and is not tried again', async () => {
    const controller = new AbortController();
    const shared = pool();
    const work = shared.use(() => {
      controller.abort(new Error('stopped by hand'));
      return new Promise<never>(() => undefined);
    }, controller.signal);
    await expect(work).rejects.toThrow('stopped by hand');
    await expect(printWithRetry(shared, job, controller.signal)).rejects.toThrow('stopped by hand');
    expect(launched).toHaveLength(1);
  });

  test('a browser is kept from report to report, and replaced after its number of pages', async () => {
    const shared = pool([], { pagesPerBrowser: 3 });
    for (let report = 0; report < 7; report += 1) await printWithRetry(shared, job, never);
    expect(launched).toHaveLength(3);
  });

  test('a browser that nobody needs for a while is ended, and the next report has another', async () => {
    const shared = pool([], { idleMs: 1 });
    for (let report = 0; report < 2; report += 1) {
      await printWithRetry(shared, job, never);
      const { pid } = launched[report]!;
      await expect.poll(() => processGroup(pid), { timeout: 10_000 }).toEqual([]);
    }
    expect(launched).toHaveLength(2);
  });

  test('a browser that holds more memory than it may is replaced', async context => {
    if (process.platform !== 'linux') context.skip('memory is read from /proc, which Linux alone has');
    const shared = pool([], { memoryBytes: 1 });
    for (let report = 0; report < 2; report += 1) await printWithRetry(shared, job, never);
    expect(launched).toHaveLength(2);
  });

  test('four reports at once share two browsers', async () => {
    const shared = pool([], { width: 2 });
    const printed = await Promise.all([1, 2, 3, 4].map(() => printWithRetry(shared, job, never)));
    expect(new Set(printed.map(({ pages }) => pages))).toEqual(new Set([printed[0]!.pages]));
    expect(launched).toHaveLength(2);
  });

  test('a fault of the document keeps the browser and is not tried again', async () => {
    const shared = pool();
    const broken = { ...job, html: a4('<img class="gone" alt="" src="data:,">') };
    await expect(printWithRetry(shared, broken, never)).rejects.toMatchObject({ code: 'VB5004' });
    await printWithRetry(shared, job, never);
    expect(launched).toHaveLength(1);
  });

  test('closing while a browser starts waits for it and ends it', async () => {
    let close: Promise<void> | null = null;
    const shared = createBrowserPool({
      launch: async () => {
        close = shared.close();
        const one = await launchBrowser(options);
        launched.push(one);
        return one;
      },
    });
    const work = shared.use(() => new Promise<never>(() => undefined), never);
    await expect(work).rejects.toMatchObject({ name: 'BrowserFailure' });
    await close;
    expect(launched[0]!.browser.connected).toBe(false);
  });

  test('closing ends work under way, and a closed pool lends no more pages', async () => {
    const shared = pool();
    const work = shared.use(() => {
      void shared.close();
      return new Promise<never>(() => undefined);
    }, never);
    await expect(work).rejects.toMatchObject({ name: 'BrowserFailure' });
    await expect(shared.use(async () => 1, never)).rejects.toMatchObject({ name: 'BrowserFailure' });
  });
});
