import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';
import { VerbatimError } from '../../core/errors.ts';
import type { Localised } from '../../core/model/report.ts';
import { isMissing, sheetFaults } from './bundle-faults.ts';
import { functionNames } from './function-names.ts';
import { type CompiledTemplate, compileTemplate } from './template.ts';
import { type TemplateFile, throwFaults } from './template-source.ts';
import { type Language, typeset } from './typeset.ts';

/** Words by key, nested: `tile: { none: pas de réponse }` is `tile.none`; `one` and `other` differ by a count. */
type Strings = Readonly<Record<string, string>>;

/** A report template as it stands on disk, read, checked and compiled. */
export interface Bundle {
  readonly folder: string;
  readonly title: Localised;
  /** CSS page size: `A4`. */
  readonly paper: string;
  /** Pages in the order of the template, by audience; `default` is for the others. */
  readonly audiences: Readonly<Record<string, { readonly label: Localised; readonly pages: readonly string[] }>>;
  readonly theme: { readonly ink: string; readonly accent: string; readonly logo: string | null };
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
  const read = (path: string): Promise<TemplateFile> => readPart(folder, path);
  const [report, theme, styles] = await Promise.all([read('report.yaml'), read('theme.yaml'), read('styles.css')]);
  throwFaults(sheetFaults(styles));
  const { title, paper, audiences } = parseYaml(report) as unknown as Pick<Bundle, 'title' | 'paper' | 'audiences'>;
  if (!title?.fr || !title.en || !paper || !audiences?.default) {
    throw new VerbatimError('VB5003', 'a report needs title (fr, en), paper and audiences with default', {
      at: { file: report.file },
    });
  }
  return {
    folder,
    title,
    paper,
    audiences,
    theme: { logo: null, ...(parseYaml(theme) as { ink: string; accent: string }) },
    styles: styles.text,
    strings: await inBothLanguages(language => readWords(folder, `strings/${language}.yaml`, language)),
    wordings: await inBothLanguages(language => readWords(folder, `phrases/${language}.yaml`, language)),
    render: await compileFolder(folder),
  };
}

async function findFolder(roots: readonly string[], name: string): Promise<string> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new VerbatimError('VB5006', 'a report template is named with letters, digits and hyphens', {
      hint: 'for example monthly-cx',
    });
  }
  for (const root of roots) {
    const found = await readFile(join(root, name, 'report.yaml')).catch(thrown =>
      isMissing(thrown) ? null : Promise.reject(thrown),
    );
    if (found) return join(root, name);
  }
  throw new VerbatimError('VB1215', `no report template is named "${name}"`, { hint: `looked in ${roots.join(', ')}` });
}

async function readPart(folder: string, path: string): Promise<TemplateFile> {
  const file = join(folder, path);
  const text = await readFile(file, 'utf8').catch(thrown => {
    if (!isMissing(thrown)) throw thrown;
    throw new VerbatimError('VB5004', `report template "${basename(folder)}" has no ${path}`, {
      at: { file },
      cause: thrown,
    });
  });
  return { file, text };
}

async function compileFolder(folder: string): Promise<CompiledTemplate> {
  const main = await readPart(folder, 'template.hbs');
  const entries = await readdir(join(folder, 'partials')).catch(thrown =>
    isMissing(thrown) ? [] : Promise.reject(thrown),
  );
  const names = entries.filter(entry => entry.endsWith('.hbs')).sort();
  const files = await Promise.all(names.map(entry => readPart(folder, join('partials', entry))));
  const partials = Object.fromEntries(files.map(file => [basename(file.file, '.hbs'), file]));
  const key = JSON.stringify([main, ...files]);
  const known = compiled.get(key);
  if (known) return known;
  const template = compileTemplate({ main, partials }, functionNames);
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

async function readWords(folder: string, path: string, language: Language): Promise<Strings> {
  const source = await readPart(folder, path);
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

function parseYaml(source: TemplateFile): Readonly<Record<string, unknown>> {
  const document = parseDocument(source.text, { uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const [place] = problem.linePos ?? [{ line: 1, col: 1 }];
    const reason = problem.message.split('\n')[0]!.replace(/ at line .*/, '');
    throw new VerbatimError('VB5003', reason, {
      at: { file: source.file, line: place.line, column: place.col },
      cause: problem,
    });
  }
  const value: unknown = document.toJS({ maxAliasCount: 50 });
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new VerbatimError('VB5003', 'a map of keys was expected', { at: { file: source.file, line: 1, column: 1 } });
  }
  return value as Readonly<Record<string, unknown>>;
}
