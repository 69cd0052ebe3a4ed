import { VerbatimError } from '../../core/errors.ts';
import type { RunRows } from '../../core/warehouse/run-read.ts';

/** Which steps of a run at work are meant, by their ids. */
export interface ChosenSteps {
  /** Held steps to run again; when none is named and none is left out, all that are held. */
  readonly again: readonly string[];
  /** Steps to leave out that are held or have not begun; what needs them is left out too. */
  readonly skip: readonly string[];
}

/** All that are held. */
export const allHeld: ChosenSteps = { again: [], skip: [] };

/**
 * Checks that no step is named of a run that is not at work on a server.
 *
 * @throws VB6010
 */
export function requireNoneChosen({ id, status }: Pick<RunRows, 'id' | 'status'>, { again, skip }: ChosenSteps): void {
  if (again.length + skip.length === 0) return;
  throw new VerbatimError('VB6010', `run ${id} is not at work on Temporal (${status}), so none of its steps is held`, {
    hint: 'without --step and --skip it goes on with all that did not succeed',
  });
}
