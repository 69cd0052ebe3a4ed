import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';
import { VerbatimError } from '../../core/errors.ts';
import { isMissing } from './bundle-faults.ts';
import { type TemplateFile, type TemplateSources, templateFile } from './template-source.ts';

/** Where a report template lies on disk. */
export interface BundleFolder {
  /** Absolute folder that holds it. */
  readonly root: string;
  readonly name: string;
}

/**
 * Reads one file of a template.
 *
 * @param path - in the template's folder, with `/`
 * @throws VB5004 when it is missing
 */
export async function readPart({ root, name }: BundleFolder, path: string): Promise<TemplateFile> {
  const file = templateFile(name, path);
  const text = await readFile(join(root, name, path), 'utf8').catch(thrown => {
    if (!isMissing(thrown)) throw thrown;
    throw new VerbatimError('VB5004', `report template "${name}" has no ${path}`, { at: { file }, cause: thrown });
  });
  return { file, text };
}

/** The template itself with its partials. */
export async function readSources(folder: BundleFolder): Promise<TemplateSources> {
  const main = await readPart(folder, 'template.hbs');
  const entries = await readdir(join(folder.root, folder.name, 'partials')).catch(thrown =>
    isMissing(thrown) ? [] : Promise.reject(thrown),
  );
  const names = entries.filter(entry => entry.endsWith('.hbs')).sort();
  const files = await Promise.all(names.map(entry => readPart(folder, `partials/${entry}`)));
  return { main, partials: Object.fromEntries(files.map(file => [basename(file.file, '.hbs'), file])) };
}

/** @throws VB5003 when a file of a template is no map of keys in YAML */
export function parseYaml(source: TemplateFile): Readonly<Record<string, unknown>> {
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
