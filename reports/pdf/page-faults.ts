/**
 * What is wrong with one element of a laid out page.
 *
 * - `wide`: reaches beyond the page box; the browser would shrink the whole document or cut it
 * - `tall`: cannot be broken and is higher than a page; the browser would cut it
 * - `clipped`: hides a part of its own content
 * - `empty-chart`, `broken-chart`: draws nothing; has a coordinate that is not a number
 * - `mute-chart`: has no text alternative
 * - `image`: could not be loaded
 */
export type PageFaultKind = 'wide' | 'tall' | 'clipped' | 'empty-chart' | 'broken-chart' | 'mute-chart' | 'image';

/** A fault and the element's position among all elements of the document, in document order. */
export interface PageFault {
  readonly kind: PageFaultKind;
  readonly at: number;
}

// Every function below runs inside the page, so each stands alone: it may use neither another one nor a constant.

/** Waits until every font that the text needs was tried, and returns the families that could not be loaded. */
export async function missingFonts(): Promise<string[]> {
  await document.fonts.ready;
  // A callback of the page itself, as `forEach` of a font set takes, does not run where scripts are off; iterating does.
  const faces = Array.from(document.fonts as unknown as Iterable<FontFace>);
  return Array.from(new Set(faces.filter(face => face.status === 'error').map(face => face.family)));
}

/** The `@page` rules of the document's own style sheets, in order; one that it links to is never loaded. */
export function readPageRules() {
  return Array.from(document.styleSheets)
    .filter(sheet => sheet.href === null)
    .flatMap(sheet => Array.from(sheet.cssRules))
    .filter(rule => rule instanceof CSSPageRule)
    .map(rule => {
      const value = (name: string) => rule.style.getPropertyValue(name);
      return {
        selector: rule.selectorText,
        size: value('size'),
        top: value('margin-top'),
        right: value('margin-right'),
        bottom: value('margin-bottom'),
        left: value('margin-left'),
      };
    });
}

/** A fault of an element's size, and the name of the page that the element is on. */
export interface Misfit extends PageFault {
  readonly page: string;
}

/** Elements that do not fit the page they are on, as the document is laid out now; pages of other names are left out. */
export function findMisfits(boxes: { name: string; width: number; height: number }[]): Misfit[] {
  const pixel = 1;
  const width = Math.min(...boxes.map(box => box.width)) + pixel;
  const height = Math.min(...boxes.map(box => box.height)) + pixel;
  const above = (element: Element): Element[] =>
    element.parentElement ? [element, ...above(element.parentElement)] : [element];
  const clips = (element: Element) => {
    const style = getComputedStyle(element);
    return style.overflowX !== 'visible' || style.overflowY !== 'visible';
  };
  const pageOf = (element: Element) =>
    above(element)
      .map(one => getComputedStyle(one).getPropertyValue('page'))
      .find(page => page !== '' && page !== 'auto') ?? '';
  const isWhole = (element: Element) =>
    element.matches('svg,img') || getComputedStyle(element).display.startsWith('inline-') || clips(element);
  // The question of style first: it is the cheaper one, and few elements clip.
  const hides = (element: Element) =>
    clips(element) &&
    !element.matches('svg') &&
    (element.scrollHeight > element.clientHeight + pixel || element.scrollWidth > element.clientWidth + pixel);
  const judge = (element: Element, at: number): Misfit[] => {
    const rect = element.getBoundingClientRect();
    if (rect.width <= pixel || rect.height <= pixel) return [];
    const hidden = hides(element);
    // Few elements get as far as the questions about those around them.
    if (!hidden && rect.right <= width && rect.left >= -pixel && rect.height <= height) return [];
    const page = pageOf(element);
    const box = boxes.find(one => one.name === page);
    if (!box || element.closest('head') || element.parentElement?.closest('svg')) return [];
    const outside = rect.right > box.width + pixel || rect.left < -pixel;
    const kinds: PageFault['kind'][] = [];
    if (outside && !above(element).slice(1).some(clips)) kinds.push('wide');
    if (rect.height > box.height + pixel && isWhole(element)) kinds.push('tall');
    if (hidden) kinds.push('clipped');
    return kinds.map(kind => ({ kind, at, page }));
  };
  return Array.from(document.querySelectorAll('*')).flatMap(judge);
}

/** Images that could not be loaded, and charts (inline SVG) that draw nothing, draw nonsense or cannot be read aloud. */
export function findPictureFaults(): PageFault[] {
  const attributes = /^(d|[rxy]|[xy][12]|c[xy]|points|width|height|transform)$/;
  const kindsOf = (chart: SVGSVGElement): PageFault['kind'][] => {
    const shapes = Array.from(
      chart.querySelectorAll<SVGGraphicsElement>('path,rect,circle,ellipse,line,polyline,polygon,text,use,image'),
    );
    const nonsense = /NaN|undefined|Infinity/;
    // Its own text may have such a word; only then is each attribute looked at.
    const values = nonsense.test(chart.innerHTML)
      ? shapes.flatMap(shape => Array.from(shape.attributes).filter(one => attributes.test(one.name)))
      : [];
    const label =
      chart.getAttribute('aria-label') ||
      chart.getAttribute('aria-labelledby') ||
      chart.querySelector(':scope > title');
    return [
      ...(shapes.some(shape => shape.getBBox().width + shape.getBBox().height > 0) ? [] : (['empty-chart'] as const)),
      ...(values.some(one => nonsense.test(one.value)) ? (['broken-chart'] as const) : []),
      ...(label || chart.closest('[aria-hidden=true]') ? [] : (['mute-chart'] as const)),
    ];
  };
  return Array.from(document.querySelectorAll('*')).flatMap((element, at) => {
    if (element instanceof HTMLImageElement) {
      return element.complete && element.naturalWidth > 0 ? [] : [{ kind: 'image' as const, at }];
    }
    const outermost = element instanceof SVGSVGElement && !element.parentElement?.closest('svg');
    return outermost ? kindsOf(element).map(kind => ({ kind, at })) : [];
  });
}

/** Elements by tag, id and classes, each with the two around it: `section#trend > div.chart > svg`. Never their text. */
export function namesOf(positions: number[]): string[] {
  const all = document.querySelectorAll('*');
  const nameOf = (element: Element) =>
    [
      element.tagName.toLowerCase(),
      element.id && `#${element.id}`,
      ...Array.from(element.classList, one => `.${one}`),
    ].join('');
  const pathOf = (element: Element | null): string[] =>
    element && element !== document.body ? [...pathOf(element.parentElement), nameOf(element)] : [];
  return positions.map(at =>
    pathOf(all[at] ?? null)
      .slice(-3)
      .join(' > '),
  );
}
