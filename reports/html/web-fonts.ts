import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One cut of a family for one range of characters, as its package declares it. */
interface FontFace {
  readonly family: string;
  readonly weight: string;
  readonly file: string;
  /** As in CSS: `U+0000-00FF,U+0131`. */
  readonly range: string;
  readonly covers: (codePoint: number) => boolean;
}

const require = createRequire(import.meta.url);

/**
 * Style sheets of the families in the order in which a character is looked up; the template's `font-family` names them in
 * the same order. Static cuts: a variable one would land in a PDF as Type 3 fonts. Only Inter comes in more than one weight:
 * the others serve what customers write.
 */
const families: readonly (readonly string[])[] = [
  ['400', '500', '600', '700'].map(weight => `@fontsource/inter/${weight}.css`),
  ['@fontsource/noto-emoji/400.css'],
  ['@fontsource/noto-sans-arabic/400.css'],
  ['@fontsource/noto-sans-jp/400.css'],
];

/** Ranges of the Arabic and the Japanese family that are not its own script, and that list more than they draw. */
const otherScripts = /noto-sans-(?:arabic-(?!arabic-)|jp-(?![\d[]))\S*\.woff2/;

let known: Promise<readonly (readonly FontFace[])[]> | null = null;
const chosen = new Map<number, readonly FontFace[]>();
const embedded = new Map<string, Promise<string>>();

/**
 * `@font-face` rules with the fonts inside, for the characters of a document and no others: Inter, then for what it
 * has not Noto's emoji, Arabic and Japanese. Scripts that none of them has are left to the machine's fonts.
 *
 * @param text - the document
 */
export async function fontFaces(text: string): Promise<string> {
  known ??= readFaces();
  const faces = await known;
  const wanted = new Set<FontFace>();
  for (const sign of new Set(text)) {
    for (const face of facesOf(faces, sign.codePointAt(0)!)) wanted.add(face);
  }
  const rules = faces.flat().filter(face => wanted.has(face));
  return (await Promise.all(rules.map(ruleOf))).join('\n');
}

/** Of the first family that has it; looked up once for each sign that ever occurs. */
function facesOf(faces: readonly (readonly FontFace[])[], codePoint: number): readonly FontFace[] {
  const found = chosen.get(codePoint);
  if (found) return found;
  const picked = faces.map(family => lastOfEachWeight(family, codePoint)).find(covering => covering.length > 0) ?? [];
  chosen.set(codePoint, picked);
  return picked;
}

/** Ranges of a family overlap, and in CSS the rule that stands last has its way. */
function lastOfEachWeight(faces: readonly FontFace[], codePoint: number): readonly FontFace[] {
  const covering = faces.filter(face => face.covers(codePoint));
  return covering.filter((face, index) => !covering.slice(index + 1).some(later => later.weight === face.weight));
}

async function readFaces(): Promise<readonly (readonly FontFace[])[]> {
  return Promise.all(families.map(async sheets => (await Promise.all(sheets.map(readSheet))).flat()));
}

async function readSheet(specifier: string): Promise<readonly FontFace[]> {
  const path = require.resolve(specifier);
  const css = await readFile(path, 'utf8');
  return [...css.matchAll(/@font-face\s*\{([^}]*)\}/g)]
    .filter(([, body]) => !otherScripts.test(body!))
    .map(([, body]) => {
      const property = (name: string): string => (new RegExp(`${name}:\\s*([^;]+);`).exec(body!)?.[1] ?? '').trim();
      const range = property('unicode-range');
      const file = join(dirname(path), /url\((\.\/files\/[^)]+\.woff2)\)/.exec(body!)![1]!);
      return {
        family: property('font-family').replaceAll("'", ''),
        weight: property('font-weight'),
        file,
        range,
        covers: coverage(range),
      };
    });
}

function coverage(range: string): (codePoint: number) => boolean {
  const spans = range.split(',').map(part => {
    const [from, to] = part.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from!, 16), Number.parseInt(to ?? from!, 16)] as const;
  });
  return codePoint => spans.some(([from, to]) => codePoint >= from && codePoint <= to);
}

async function ruleOf({ family, weight, file, range }: FontFace): Promise<string> {
  let data = embedded.get(file);
  if (!data) {
    data = readFile(file, 'base64');
    embedded.set(file, data);
  }
  const source = `url(data:font/woff2;base64,${await data}) format('woff2')`;
  return `@font-face{font-family:'${family}';font-style:normal;font-weight:${weight};src:${source};unicode-range:${range}}`;
}
