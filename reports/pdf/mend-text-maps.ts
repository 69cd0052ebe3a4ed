import { type PdfFile, streamBytes } from './pdf-file.ts';

/**
 * Fonts draw the apostrophe (U+2019) and the opening quotation mark (U+2018) with the glyphs of the modifier letters
 * U+02BC and U+02BB, and Chromium's map from glyphs to text names the lower number. Readers that go by the map would
 * find no "l’été" in a French report. They would find U+0000 for the dots that an Arabic font draws apart from their
 * letters; U+2060, which joins and shows nothing, stands for these.
 *
 * @returns the maps that must be replaced: object number → content
 */
export function mendTextMaps(file: PdfFile): ReadonlyMap<number, string> {
  const numbers = new Set([...file.text.matchAll(/\/ToUnicode (\d+) 0 R/g)].map(match => Number(match[1])));
  const mended = new Map<number, string>();
  for (const number of numbers) {
    const map = streamBytes(file, number).toString('latin1');
    // What a glyph means stands last on its line; the numbers of glyphs before it may look alike.
    const better = map
      .replace(/<02BB>$/gm, '<2018>')
      .replace(/<02BC>$/gm, '<2019>')
      .replace(/<0000>$/gm, '<2060>');
    // Not compressed again: the bytes would depend on the version of the library that does it.
    if (better !== map) mended.set(number, `<</Length ${better.length}>> stream\n${better}\nendstream`);
  }
  return mended;
}
