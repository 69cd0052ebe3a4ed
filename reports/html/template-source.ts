import { type Place, VerbatimError } from '../../core/errors.ts';

/** A template's own file: its text and how it is named in errors. */
export interface TemplateFile {
  readonly file: string;
  readonly text: string;
}

/**
 * How a part of a report template is named in errors: from the folder of the project that has it, or of the product.
 *
 * @example templateFile('monthly-cx', 'partials/tile.hbs') // 'reports/templates/monthly-cx/partials/tile.hbs'
 */
export const templateFile = (template: string, part: string): string => `reports/templates/${template}/${part}`;

export interface TemplateSources {
  readonly main: TemplateFile;
  /** By partial name. */
  readonly partials: Readonly<Record<string, TemplateFile>>;
}

/** A fault of a template, at its place. */
export interface TemplateFault {
  readonly at: Required<Place>;
  readonly message: string;
}

/** Line and column of an offset, both from 1. */
export function placeIn(source: TemplateFile, offset: number): Required<Place> {
  const before = source.text.slice(0, offset);
  const line = before.split('\n').length;
  return { file: source.file, line, column: offset - before.lastIndexOf('\n') };
}

/** @throws VB5003 when there is a fault: the first one's place is the error's, the message tells all */
export function throwFaults(faults: readonly TemplateFault[]): void {
  const [first] = faults;
  if (!first) return;
  const rest = faults.slice(1).map(({ at, message }) => `${at.file}:${at.line}:${at.column} ${message}`);
  throw new VerbatimError('VB5003', [first.message, ...rest].join('\n'), {
    at: first.at,
    hint: 'templates only lay out: data is escaped, charts and marks come from functions, styles from styles.css',
  });
}
