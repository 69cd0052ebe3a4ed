/** The project's files have errors; `printed` has each as it is shown. The command exits 2. */
export class InvalidFiles extends Error {
  readonly printed: readonly string[];

  constructor(printed: readonly string[]) {
    super(`${printed.length} faults in the project's files`);
    this.printed = printed;
  }
}
