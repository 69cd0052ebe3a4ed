import type { ErrorCode } from '../errors.ts';

/** A stretch of a text file; lines and columns count from 1, the end column stands just behind the last character. */
export interface Span {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One fault of the project's files. */
export interface Diagnostic extends Span {
  readonly severity: 'error' | 'warning';
  readonly code: ErrorCode;
  /** What was found and what was expected; never a secret. */
  readonly message: string;
  /** How to mend it. */
  readonly hint: string | null;
}

/** An error at a place. */
export function fault(code: ErrorCode, at: Span, message: string, hint: string | null = null): Diagnostic {
  const { file, line, column, endLine, endColumn } = at;
  return { file, line, column, endLine, endColumn, severity: 'error', code, message, hint };
}

/** A warning at a place: the run goes on. */
export function warning(code: ErrorCode, at: Span, message: string, hint: string | null = null): Diagnostic {
  return { ...fault(code, at, message, hint), severity: 'warning' };
}

/** Diagnostics by file, line and column, each once. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(
    diagnostics.map(one => [`${one.file}\n${one.line}:${one.column}\n${one.code}\n${one.message}`, one]),
  );
  const compare = (a: Diagnostic, b: Diagnostic): number =>
    (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
  return [...unique.values()].sort(compare);
}
