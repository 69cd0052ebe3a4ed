import { asVerbatimError, VerbatimError } from '../core/errors.ts';
import type { Diagnostic } from '../core/spec/diagnostic.ts';

/** The project's files have errors; `printed` has each as it is shown. The command exits 2. */
export class InvalidFiles extends Error {
  readonly printed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];

  constructor(printed: readonly string[], diagnostics: readonly Diagnostic[]) {
    super(`${printed.length} faults in the project's files`);
    this.printed = printed;
    this.diagnostics = diagnostics;
  }
}

/** One error for what was thrown of files: without the lines around it, which stay in the project. */
export function faultOf(thrown: unknown): VerbatimError {
  if (!(thrown instanceof InvalidFiles)) return asVerbatimError(thrown);
  const errors = thrown.diagnostics.filter(one => one.severity === 'error');
  const { code, file, line, column, message } = errors[0] ?? thrown.diagnostics[0]!;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new VerbatimError(code, `${file}:${line}:${column} ${message}${more}`, { hint: 'run "verbatim validate"' });
}
