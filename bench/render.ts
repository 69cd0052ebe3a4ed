import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, launch } from 'puppeteer-core';
import type { ReportModel } from '../core/model/report.ts';
import { renderHtml } from '../reports/html/html.ts';
import { createBrowserPool } from '../reports/pdf/browser-pool.ts';
import { launchBrowser } from '../reports/pdf/launch-browser.ts';
import { printWithRetry } from '../reports/pdf/print-with-retry.ts';
import { processGroup } from '../reports/pdf/process-group.ts';
import { publishFiles } from '../reports/pdf/publish-files.ts';
import type { LaunchedBrowser } from '../reports/pdf/start-browser.ts';
import { median } from './median.ts';

interface Figures {
  readonly bench: 'render';
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: 'reports/s';
  readonly reports: number;
  /** Of this process and the private memory of our browsers, largest seen after a round. */
  readonly rssMb: number;
  /** Processes of our browsers that were left after the pool was closed. */
  readonly orphans: number;
}

/** Short rounds in turns: what else the machine does meanwhile falls on both. */
const rounds = 15;
const reportsPerRound = 8;
/** Reports under way at once, for both. */
const width = 2;
const never = new AbortController().signal;

/**
 * Prints the monthly report again and again with ours (isolated, checked, stamped, flushed to disk) and with a plain loop
 * over Puppeteer (a page, the content, the PDF, a file): the same HTML, the same browser, in turns, in one process.
 * Reports a second, the median of the rounds; the ratio is the median of their ratios.
 */
export async function bench(): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-render-'));
  const html = await monthlyReport();
  const launched: LaunchedBrowser[] = [];
  const launchOurs = async (): Promise<LaunchedBrowser> => {
    const browser = await launchBrowser();
    launched.push(browser);
    return browser;
  };
  const pool = createBrowserPool({ launch: launchOurs, width });
  const plain = await launchPlain(folder);
  let rss = 0;
  try {
    const [ours, peer]: [number[], number[]] = [[], []];
    const printOurs = async (at: number): Promise<void> => {
      const job = { html, author: 'Verbatim', at: '2026-11-02T06:00:00.000Z', checked: true };
      const { pdf } = await printWithRetry(pool, job, never);
      await publishFiles(folder, [{ name: `ours-${at}.pdf`, content: pdf }]);
    };
    await Promise.all([printOurs(0), printPlain(plain, folder, html, 0)]);
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await perSecond(printOurs));
      rss = Math.max(rss, process.memoryUsage.rss() + memoryOf(launched));
      peer.push(await perSecond(at => printPlain(plain, folder, html, at)));
      process.stderr.write(
        `round ${round + 1}: ours ${ours.at(-1)!.toFixed(2)}/s, peer ${peer.at(-1)!.toFixed(2)}/s\n`,
      );
    }
    await pool.close();
    const orphans = launched.reduce((sum, { pid }) => sum + processGroup(pid).length, 0);
    const rate = (values: number[]): number => Math.round(median(values) * 100) / 100;
    const ratio = rate(ours.map((value, round) => value / peer[round]!));
    const reports = rounds * reportsPerRound;
    return {
      bench: 'render',
      ours: rate(ours),
      peer: rate(peer),
      ratio,
      unit: 'reports/s',
      reports,
      rssMb: Math.round(rss / 1e6),
      orphans,
    };
  } finally {
    await Promise.all([pool.close(), plain.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function monthlyReport(): Promise<string> {
  const file = resolve(import.meta.dirname, '../test/fixtures/report-model.json');
  const model = JSON.parse(await readFile(file, 'utf8')) as ReportModel;
  const templateRoots = [resolve(import.meta.dirname, '../reports/templates')];
  return (await renderHtml({ model, language: 'fr', theme: {}, templateRoots })).html;
}

/** The browser that ours would take, started as a tutorial does it. */
async function launchPlain(folder: string): Promise<Browser> {
  const found = await launchBrowser();
  await found.close();
  const libraries = found.from === 'package' ? { LD_LIBRARY_PATH: resolve(found.path, '..') } : {};
  return launch({
    executablePath: found.path,
    headless: 'shell',
    pipe: true,
    args: found.sandbox ? [] : ['--no-sandbox'],
    userDataDir: join(folder, 'plain'),
    env: { ...process.env, ...libraries },
  });
}

async function printPlain(browser: Browser, folder: string, html: string, at: number): Promise<void> {
  const page = await browser.newPage();
  await page.setContent(html);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  await writeFile(join(folder, `plain-${at}.pdf`), pdf);
  await page.close();
}

/** Runs a round of reports, as many at once as the width, and counts them by the second. */
async function perSecond(print: (at: number) => Promise<void>): Promise<number> {
  let next = 0;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (next < reportsPerRound) await print(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return (reportsPerRound * 1000) / (performance.now() - started);
}

const memoryOf = (browsers: readonly LaunchedBrowser[]): number =>
  browsers.flatMap(({ pid }) => processGroup(pid)).reduce((sum, { privateBytes }) => sum + privateBytes, 0);
