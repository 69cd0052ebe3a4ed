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

/**
 * Checks a page before it is printed: every font and image is there, nothing reaches beyond its page box, each chart is
 * drawn and can be read aloud. On return all fonts are ready.
 *
 * @throws VB5004 naming fonts and images that are missing; VB5005 naming elements that do not fit
 */
export async function checkPage(page: Page): Promise<void> {
  const fonts = await page.evaluate(missingFonts);
  fail(
    'VB5004',
    fonts.map(family => `font "${family}" cannot be loaded`),
  );
  const pictures = await page.evaluate(findPictureFaults);
  fail(
    'VB5004',
    await described(
      page,
      pictures.filter(fault => fault.kind === 'image'),
    ),
  );
  const misfits: PageFault[] = [];
  for (const box of pageBoxes(await page.evaluate(readPageRules))) {
    await layOutAt(page, box);
    misfits.push(...(await page.evaluate(findMisfits, { ...box })));
  }
  fail('VB5005', await described(page, [...pictures, ...misfits]));
}

/** Print styles and the page's own width, so that the geometry is the one that will be printed. */
async function layOutAt(page: Page, box: PageBox): Promise<void> {
  const viewport = { width: Math.round(box.width), height: Math.round(box.height), deviceScaleFactor: 1 };
  await Promise.all([page.setViewport(viewport), page.emulateMediaType('print')]);
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
