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

/** Static cuts: the variable one would land in a PDF as Type 3 fonts. */
const interWeights = ['400', '500', '600', '700'];

let known: Promise<readonly FontFace[]> | null = null;
const chosen = new Map<number, readonly FontFace[]>();
const embedded = new Map<string, Promise<string>>();

/**
 * `@font-face` rules with the fonts inside, for the characters of a document and no others: Inter, and Noto Emoji for what
 * Inter has not. Scripts that neither has are left to the machine's fonts.
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
  return (await Promise.all(faces.filter(face => wanted.has(face)).map(ruleOf))).join('\n');
}

/** Inter, or the emoji font for what Inter has not; looked up once for each sign that ever occurs. */
function facesOf(faces: readonly FontFace[], codePoint: number): readonly FontFace[] {
  const found = chosen.get(codePoint);
  if (found) return found;
  const inter = faces.filter(face => face.family === 'Inter');
  const own = lastOfEachWeight(inter, codePoint);
  const picked = own.length > 0 ? own : lastOfEachWeight(faces, codePoint);
  chosen.set(codePoint, picked);
  return picked;
}

/** Ranges of a family overlap, and in CSS the rule that stands last has its way. */
function lastOfEachWeight(faces: readonly FontFace[], codePoint: number): readonly FontFace[] {
  const covering = faces.filter(face => face.covers(codePoint));
  return covering.filter((face, index) => !covering.slice(index + 1).some(later => later.weight === face.weight));
}

async function readFaces(): Promise<readonly FontFace[]> {
  const sheets = [...interWeights.map(weight => `@fontsource/inter/${weight}.css`), '@fontsource/noto-emoji/400.css'];
  return (await Promise.all(sheets.map(readSheet))).flat();
}

async function readSheet(specifier: string): Promise<readonly FontFace[]> {
  const path = require.resolve(specifier);
  const css = await readFile(path, 'utf8');
  return [...css.matchAll(/@font-face\s*\{([^}]*)\}/g)].map(([, body]) => {
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
