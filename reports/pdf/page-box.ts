/** An `@page` rule as the browser reads it back. */
export interface PageRule {
  /** `` for all pages, `annex` for pages of that name, `:first`. */
  readonly selector: string;
  /** `a4`, `a4 landscape`, `210mm 297mm` or ``. */
  readonly size: string;
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  readonly left: string;
}

/** The part of a page that text and charts may fill, in CSS pixels (96 to the inch). */
export interface PageBox {
  /** Name of the page; `` for those without. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

const pixelsPer: Readonly<Record<string, number>> = { px: 1, pt: 96 / 72, mm: 96 / 25.4, cm: 96 / 2.54, in: 96 };

/** Width and height of upright paper in millimetres. */
const paper: Readonly<Record<string, readonly [number, number]>> = {
  a3: [297, 420],
  a4: [210, 297],
  a5: [148, 210],
  letter: [215.9, 279.4],
  legal: [215.9, 355.6],
};

/**
 * The page boxes that a document's `@page` rules make. A named rule takes what it does not say from the plain ones; rules
 * for a place in the document (`:first`, `:left`) are passed over.
 *
 * @param rules - in the order of the style sheets; A4 and no margins where they say nothing
 * @returns the box of unnamed pages first
 */
export function pageBoxes(rules: readonly PageRule[]): readonly PageBox[] {
  const plain = rules.filter(rule => rule.selector === '');
  const names = [...new Set(rules.map(rule => rule.selector).filter(selector => /^[^:\s]+$/.test(selector)))];
  const boxOf = (name: string, own: readonly PageRule[]): PageBox => {
    const last = (key: keyof PageRule) => own.map(rule => rule[key]).findLast(value => value !== '') ?? '';
    const [width, height] = paperSize(last('size'));
    return {
      name,
      width: width - pixels(last('left')) - pixels(last('right')),
      height: height - pixels(last('top')) - pixels(last('bottom')),
    };
  };
  const named = names.map(name => boxOf(name, [...plain, ...rules.filter(rule => rule.selector === name)]));
  return [boxOf('', plain), ...named];
}

function paperSize(size: string): readonly [number, number] {
  const words = size.toLowerCase().split(/\s+/).filter(Boolean);
  const lengths = words.filter(word => /^[\d.]/.test(word)).map(pixels);
  const [width, height] = lengths.length > 0 ? [lengths[0]!, lengths[1] ?? lengths[0]!] : namedPaper(words);
  const turned = words.includes('landscape') ? width < height : words.includes('portrait') && width > height;
  return turned ? [height, width] : [width, height];
}

function namedPaper(words: readonly string[]): readonly [number, number] {
  const [width, height] = paper[words.find(word => word in paper) ?? 'a4']!;
  return [width * pixelsPer.mm!, height * pixelsPer.mm!];
}

function pixels(length: string): number {
  const match = /^([\d.]+)([a-z]+)$/.exec(length);
  return match ? Number(match[1]) * (pixelsPer[match[2]!] ?? Number.NaN) : 0;
}
