import type { Diagnostic } from './diagnostic.ts';

const widest = 120;

/**
 * A diagnostic as a reader sees it: its place and message, the line before, the line with a caret under the fault, the hint.
 *
 * @param text - the file's text, or `null` when it cannot be shown
 * @param all - every diagnostic of the files: literals in secret options are masked wherever they would be shown
 * @returns lines without a line break at the end; nothing in them moves a cursor, and a secret written as a literal is masked
 * @example
 * config/monthly.yaml:14:10  error VB1203  no KPI is named "npss"
 *    13 | kpis:
 *    14 |   - use: npss
 *       |          ^^^^ did you mean "nps"?
 */
export function renderExcerpt(diagnostic: Diagnostic, text: string | null, all: readonly Diagnostic[] = []): string {
  const { file, line, column, severity, code, message, hint } = diagnostic;
  const head = `${file}:${line}:${column}  ${severity} ${code}  ${harmless(message)}`;
  const secrets = [diagnostic, ...all].filter(one => one.code === 'VB1303' && one.file === file);
  const lines = maskedLines(text ?? '', secrets);
  const source = lines[line - 1];
  if (source === undefined || text === null || code === 'VB1404')
    return hint === null ? head : `${head}\n        ${harmless(hint)}`;
  const end = diagnostic.endLine === line ? Math.max(diagnostic.endColumn, column + 1) : source.length + 1;
  const shown = cut(source, column, end);
  const before = lines[line - 2];
  const rows = [head];
  if (before !== undefined && before.trim() !== '') {
    rows.push(row(line - 1, before.length > widest ? `${before.slice(0, widest - 1)}…` : before));
  }
  rows.push(row(line, shown.text));
  const carets = '^'.repeat(Math.max(1, Math.min(end, shown.text.length + 1 + shown.offset) - column));
  rows.push(`      | ${' '.repeat(column - 1 - shown.offset)}${carets}${hint === null ? '' : ` ${harmless(hint)}`}`);
  return rows.join('\n');
}

const row = (number: number, text: string): string => `${String(number).padStart(5)} | ${harmless(text)}`.trimEnd();

/** Control and direction characters become a dot each, so that columns stay and a terminal is not steered; a tab is one blank. */
const harmless = (text: string): string =>
  text.replaceAll('\t', ' ').replace(/[\0-\x1F\x7F-\x9F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069]/g, '·');

/** The lines of a text with a dot for every character of a literal secret, on each line that it covers. */
function maskedLines(text: string, secrets: readonly Diagnostic[]): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const { line, column, endLine, endColumn } of secrets) {
    for (let number = line; number <= endLine && number <= lines.length; number++) {
      const source = lines[number - 1]!;
      const from = number === line ? column - 1 : 0;
      const to = number === endLine ? endColumn - 1 : source.length;
      lines[number - 1] = source.slice(0, from) + '•'.repeat(Math.max(0, to - from)) + source.slice(to);
    }
  }
  return lines;
}

/** The stretch of a long line around the fault; `offset` characters are left out before it. */
function cut(source: string, column: number, end: number): { readonly text: string; readonly offset: number } {
  if (source.length <= widest) return { text: source, offset: 0 };
  const start = end <= widest ? 0 : Math.max(0, column - 40);
  const part = source.slice(start, start + widest);
  const text = `${start > 0 ? `…${part.slice(1)}` : part}${start + widest < source.length ? '…' : ''}`;
  return { text, offset: start };
}
