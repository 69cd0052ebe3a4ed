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
