import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { basicPlane, higherPlanes } from './character-ranges.ts';
import { lastResortFont } from './last-resort-font.ts';
import { packed } from './unpack-chromium.ts';
import { makeWholeFolder } from './whole-folder.ts';

/** The family that stands for every generic one, so that text without a web font looks the same on each machine. */
const baseFamily = 'Open Sans';
const genericFamilies = ['sans-serif', 'serif', 'monospace', 'system-ui'];

/** Raise it when the fonts that are made here change, so that no machine keeps the old ones. */
const lastResortRevision = 1;

/** Has a box for every character; see `lastResortFont`. */
const lastFamily = 'Verbatim Last Resort';

/**
 * Makes sure that one real font file is at hand. With none, Chromium on Linux paints no text at all, embedded web fonts
 * included; it takes TrueType files only (a WOFF is listed by fontconfig but not painted).
 *
 * @param cache - absolute folder for caches
 * @returns absolute folder with TrueType files
 */
export async function unpackFonts(
  cache: string,
  source: { readonly folder: string; readonly version: string },
): Promise<string> {
  const folder = join(cache, `fonts-${source.version}-${lastResortRevision}`);
  await makeWholeFolder(folder, async into => {
    for (const [name, content] of await packed(source.folder, 'fonts')) {
      if (name.endsWith('.ttf')) await writeFile(join(into, basename(name)), content);
    }
    await writeFile(join(into, 'last-resort.ttf'), lastResortFont(lastFamily, basicPlane));
    await writeFile(join(into, 'last-resort-higher.ttf'), lastResortFont(`${lastFamily} Higher`, higherPlanes));
  });
  return folder;
}

/**
 * A fontconfig configuration: our fonts for every generic family, and the machine's fonts only for the characters that
 * ours lack. The machine's own rules (substitutions, hinting) stay out, so that they cannot change a page.
 *
 * @param own - folder with our fonts
 * @param machine - folders with the machine's fonts; missing ones are passed over
 * @param cache - folder for fontconfig's index
 */
export function fontsConf(own: string, machine: readonly string[], cache: string): string {
  const folders = [own, ...machine].map(folder => `  <dir>${escaped(folder)}</dir>`);
  const aliases = genericFamilies.map(
    family =>
      `  <match target="pattern"><test name="family"><string>${family}</string></test>` +
      `<edit name="family" mode="assign" binding="strong"><string>${baseFamily}</string></edit></match>`,
  );
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders,
    ...aliases,
    ...[lastFamily, `${lastFamily} Higher`].map(rankLast),
    `  <cachedir>${escaped(cache)}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}

/** A symbol font comes after every other font when one is looked for that has a character. */
const rankLast = (family: string): string =>
  `  <match target="scan"><test name="family"><string>${family}</string></test>` +
  '<edit name="symbol" mode="assign"><bool>true</bool></edit></match>';

/** Where Linux keeps the fonts of the machine and of its user. */
export const machineFontFolders = (home: string): readonly string[] => [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  ...(home ? [join(home, '.local/share/fonts'), join(home, '.fonts')] : []),
];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
