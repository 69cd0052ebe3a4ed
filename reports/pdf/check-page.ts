import type { Page } from 'puppeteer-core';
import { type ErrorCode, VerbatimError } from '../../core/errors.ts';
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

/** Upright A4 less side margins of 17 mm, as the shipped templates have them: a report of theirs is laid out but once. */
const likelyViewport = { width: 665, height: 972, deviceScaleFactor: 1 };

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
  const [fonts, rules] = await Promise.all([page.evaluate(missingFonts), page.evaluate(readPageRules)]);
  fail(
    'VB5004',
    fonts.map(family => `font ${family} cannot be loaded`),
  );
  const [pictures, misfits] = await Promise.all([
    page.evaluate(findPictureFaults),
    findAllMisfits(page, pageBoxes(rules)),
  ]);
  const images = pictures.filter(fault => fault.kind === 'image');
  fail('VB5004', await described(page, images));
  fail('VB5005', await described(page, [...pictures, ...misfits]));
}

/**
 * Every page is looked at as wide as the plain ones first: what fits there fits a wider page too. A narrower page, and a
 * wider one on which something did not fit, is laid out once more at its own width.
 */
async function findAllMisfits(page: Page, boxes: readonly PageBox[]): Promise<readonly PageFault[]> {
  const plain = boxes[0]!;
  const misfitsAt = async (width: number, looked: readonly PageBox[]) => {
    await layOutAt(page, width, plain.height);
    return page.evaluate(
      findMisfits,
      looked.map(box => ({ ...box, width })),
    );
  };
  const first = await misfitsAt(plain.width, boxes);
  const others = boxes.filter(
    box => box.width < plain.width || (box.width > plain.width && first.some(misfit => misfit.page === box.name)),
  );
  const misfits = first.filter(misfit => others.every(box => box.name !== misfit.page));
  for (const box of others) misfits.push(...(await misfitsAt(box.width, [box])));
  return misfits;
}

/** The width of the paper less its margins, so that the geometry is the one that will be printed. */
async function layOutAt(page: Page, width: number, height: number): Promise<void> {
  const viewport = { width: Math.round(width), height: Math.round(height), deviceScaleFactor: 1 };
  if (page.viewport()?.width !== viewport.width) await page.setViewport(viewport);
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
