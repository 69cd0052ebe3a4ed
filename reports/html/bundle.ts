import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VerbatimError } from '../../core/errors.ts';
import type { Theme } from '../../core/model/render.ts';
import type { Localised } from '../../core/model/report.ts';
import { isMissing, sheetFaults } from './bundle-faults.ts';
import { type BundleFolder, parseYaml, readPart, readSources } from './bundle-files.ts';
import { functionNames } from './function-names.ts';
import { type CompiledTemplate, compileTemplate } from './template.ts';
import { type TemplateFile, throwFaults } from './template-source.ts';
import { checkTheme } from './theme.ts';
import { type Language, typeset } from './typeset.ts';

/** Words by key, nested: `tile: { none: pas de réponse }` is `tile.none`; `one` and `other` differ by a count. */
type Strings = Readonly<Record<string, string>>;

/** A report template as it stands on disk, read, checked and compiled. */
export interface Bundle {
  readonly name: string;
  readonly title: Localised;
  /** CSS page size: `A4`. */
  readonly paper: string;
  /** Pages in the order of the template, by audience; `default` is for the others. */
  readonly audiences: Readonly<Record<string, { readonly label: Localised; readonly pages: readonly string[] }>>;
  readonly theme: Theme;
  readonly styles: string;
  readonly strings: Readonly<Record<Language, Strings>>;
  readonly wordings: Readonly<Record<Language, Strings>>;
  readonly render: CompiledTemplate;
}

/** One development session edits a template many times; only the latest few are worth keeping. */
const most = 40;
const compiled = new Map<string, CompiledTemplate>();

/**
 * Reads a report template from the first root that has it. Compiled templates are kept by their text, so that a template
 * that changes on disk is seen at once and one that does not costs its reading only.
 *
 * @param roots - absolute folders, the project's before ours
 * @param name - folder of the template: a slug
 * @throws VB1215 when no root has the template; VB5004 when it lacks a file or word; VB5003 when one is invalid
 */
export async function loadBundle(roots: readonly string[], name: string): Promise<Bundle> {
  const folder = await findFolder(roots, name);
  const [report, theme, styles] = await Promise.all([readReport(folder), readTheme(folder), readStyles(folder)]);
  throwFaults(sheetFaults(styles));
  return {
    name,
    ...report,
    theme,
    styles: styles.text,
    strings: await inBothLanguages(language => readWords(folder, 'strings', language)),
    wordings: await inBothLanguages(language => readWords(folder, 'phrases', language)),
    render: await compileFolder(folder),
  };
}

/** `report.yaml`. @throws VB5003, VB5004 */
export async function readReport(folder: BundleFolder): Promise<Pick<Bundle, 'title' | 'paper' | 'audiences'>> {
  const report = await readPart(folder, 'report.yaml');
  const { title, paper, audiences } = parseYaml(report) as unknown as Pick<Bundle, 'title' | 'paper' | 'audiences'>;
  if (title?.fr && title.en && paper && audiences?.default) return { title, paper, audiences };
  throw new VerbatimError('VB5003', 'a report needs title (fr, en), paper and audiences with default', {
    at: { file: report.file },
  });
}

/** `theme.yaml`. @throws VB5003, VB5004 */
export async function readTheme(folder: BundleFolder): Promise<Theme> {
  const theme = await readPart(folder, 'theme.yaml');
  return checkTheme({ logo: null, ...(parseYaml(theme) as { ink: string; accent: string }) }, { file: theme.file });
}

/** `styles.css`. @throws VB5004 */
export const readStyles = (folder: BundleFolder): Promise<TemplateFile> => readPart(folder, 'styles.css');

async function findFolder(roots: readonly string[], name: string): Promise<BundleFolder> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new VerbatimError('VB5006', 'a report template is named with letters, digits and hyphens', {
      hint: 'for example monthly-cx',
    });
  }
  for (const root of roots) {
    const found = await readFile(join(root, name, 'report.yaml')).catch(thrown =>
      isMissing(thrown) ? null : Promise.reject(thrown),
    );
    if (found) return { root, name };
  }
  throw new VerbatimError('VB1215', `no report template is named "${name}"`, { hint: `looked in ${roots.join(', ')}` });
}

async function compileFolder(folder: BundleFolder): Promise<CompiledTemplate> {
  const sources = await readSources(folder);
  const key = JSON.stringify(sources);
  const known = compiled.get(key);
  if (known) return known;
  const template = compileTemplate(sources, functionNames);
  if (compiled.size >= most) compiled.clear();
  compiled.set(key, template);
  return template;
}

async function inBothLanguages<T>(read: (language: Language) => Promise<T>): Promise<Readonly<Record<Language, T>>> {
  const [fr, en] = await Promise.all([read('fr'), read('en')]);
  return { fr, en };
}

/** Words are kept by their text as compiled templates are. */
const parsed = new Map<string, Strings>();

/** Words of a template in one language, by key. @throws VB5003, VB5004 */
export async function readWords(
  folder: BundleFolder,
  kind: 'strings' | 'phrases',
  language: Language,
): Promise<Strings> {
  const source = await readPart(folder, `${kind}/${language}.yaml`);
  const key = JSON.stringify([language, source]);
  const known = parsed.get(key);
  if (known) return known;
  const words = Object.fromEntries(
    flatten(parseYaml(source), '').map(([name, text]) => [name, typeset(text, language)]),
  );
  if (parsed.size >= most) parsed.clear();
  parsed.set(key, words);
  return words;
}

function flatten(tree: unknown, key: string): (readonly [string, string])[] {
  if (tree === null || typeof tree !== 'object') return [[key, String(tree ?? '')]];
  return Object.entries(tree).flatMap(([name, branch]) => flatten(branch, key === '' ? name : `${key}.${name}`));
}
