import type { Page } from 'puppeteer-core';
import { pageBoxes } from './page-box.ts';
import { readPageRules } from './page-faults.ts';

/** An A4 cover is 794 CSS pixels wide: 397 of the picture, a third of a screen's width. */
const scale = 0.5;

/**
 * A picture of the first page: of its paper less its margins, so the whole sheet where a cover has none. The document is
 * changed by it and may not be printed any more.
 *
 * @returns a PNG, the same for the same document in the same browser
 */
export async function takeThumbnail(page: Page): Promise<Uint8Array> {
  const [name, rules] = await Promise.all([page.evaluate(keepFirstPage), page.evaluate(readPageRules)]);
  const boxes = pageBoxes(rules);
  const { width, height } = boxes.find(box => box.name === name) ?? boxes[0]!;
  const viewport = { width: Math.round(width), height: Math.round(height), deviceScaleFactor: scale };
  // A page in the background is not drawn, and a picture of it never comes.
  await Promise.all([page.setViewport(viewport), page.bringToFront()]);
  return await page.screenshot({ type: 'png', captureBeyondViewport: false });
}

/** Hides what begins a later page and all behind it, and gives the name of the first page. Runs inside the page, so it stands alone. */
function keepFirstPage(): string {
  const [first, ...others] = Array.from(document.body.children, element => ({
    element: element as HTMLElement,
    style: getComputedStyle(element),
  }));
  const pageOf = (style: CSSStyleDeclaration | undefined) =>
    style?.getPropertyValue('page').replace(/^auto$/, '') ?? '';
  const name = pageOf(first?.style);
  const next = others.findIndex(({ style }) => style.breakBefore === 'page' || pageOf(style) !== name);
  for (const { element } of next < 0 ? [] : others.slice(next)) element.style.display = 'none';
  return name;
}
