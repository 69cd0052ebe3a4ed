import type { Page } from 'puppeteer-core';
import { type ErrorCode, VerbatimError } from '../core/errors.ts';
import { type PageBox, pageBoxes } from './page-box.ts';
import {
  findMisfits,
  findPictureFaults,
  missingFonts,
  namesOf,
  type PageFault,
  type PageFaultKind,
  readPageRules,
} from './page-faults.ts';

/** Faults that one message names before it counts the rest. */
const namedFaults = 5;

const sentences: Readonly<Record<PageFaultKind, string>> = {
  wide: 'is wider than the page',
  tall: 'is higher than a page and cannot be broken',
  clipped: 'hides a part of its content',
  'empty-chart': 'is a chart without anything drawn',
  'broken-chart': 'is a chart with a coordinate that is not a number',
  'mute-chart': 'is a chart without a text alternative',
  image: 'is an image that cannot be loaded',
};

/** Upright A4: what most reports are printed on, so that most need not be laid out again. */
const likelyViewport = { width: 794, height: 1123, deviceScaleFactor: 1 };

/** Lets a page lay its content out for paper from the start. */
export async function prepareForPaper(page: Page): Promise<void> {
  await Promise.all([page.setViewport(likelyViewport), page.emulateMediaType('print')]);
}

/**
 * Checks a page that was prepared for paper before it is printed: every font and image is there, nothing reaches beyond
 * its page box, each chart is drawn and can be read aloud. On return all fonts are ready.
 *
 * @throws VB5004 naming fonts and images that are missing; VB5005 naming elements that do not fit
 */
export async function checkPage(page: Page): Promise<void> {
  const fonts = await page.evaluate(missingFonts);
  fail(
    'VB5004',
    fonts.map(family => `font ${family} cannot be loaded`),
  );
  const pictures = await page.evaluate(findPictureFaults);
  const images = pictures.filter(fault => fault.kind === 'image');
  fail('VB5004', await described(page, images));
  const misfits: PageFault[] = [];
  const boxes = pageBoxes(await page.evaluate(readPageRules));
  // Widest first: a page without margins is as wide as the paper that the page is laid out for already.
  for (const box of boxes.toSorted((a, b) => b.width - a.width)) {
    await layOutAt(page, box);
    misfits.push(...(await page.evaluate(findMisfits, { ...box })));
  }
  fail('VB5005', await described(page, [...pictures, ...misfits]));
}

/** The page's own width, so that the geometry is the one that will be printed. */
async function layOutAt(page: Page, { width, height }: PageBox): Promise<void> {
  const wanted = Math.round(width);
  if (page.viewport()?.width === wanted) return;
  await page.setViewport({ width: wanted, height: Math.round(height), deviceScaleFactor: 1 });
}

async function described(page: Page, faults: readonly PageFault[]): Promise<readonly string[]> {
  if (faults.length === 0) return [];
  const names = await page.evaluate(
    namesOf,
    faults.map(fault => fault.at),
  );
  return faults.map((fault, index) => `${names[index]} ${sentences[fault.kind]}`);
}

function fail(code: ErrorCode, faults: readonly string[]): void {
  if (faults.length === 0) return;
  const rest = faults.length > namedFaults ? `; and ${faults.length - namedFaults} more` : '';
  const hint =
    code === 'VB5004'
      ? 'embed it in the template as a data: URL'
      : 'let the content wrap and break in the template’s styles';
  throw new VerbatimError(code, `${faults.slice(0, namedFaults).join('; ')}${rest}`, { hint });
}
