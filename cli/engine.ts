import { VerbatimError } from '../core/errors.ts';
import type { Environment } from '../core/spec/environment.ts';

/** Where a pipeline runs: in this process, or on a Temporal server by workers. */
export const engines = ['in-process', 'temporal'] as const;
export type Engine = (typeof engines)[number];

/**
 * The engine that is asked for: by the option, else by `VERBATIM_ENGINE`, else this process.
 *
 * @throws VB1002 when the variable names none
 */
export function engineOf(option: Engine | undefined, environment: Environment): Engine {
  if (option !== undefined) return option;
  const given = environment.find('VERBATIM_ENGINE')?.value || 'in-process';
  const engine = engines.find(one => one === given);
  if (engine !== undefined) return engine;
  throw new VerbatimError('VB1002', `VERBATIM_ENGINE is "${given}"`, { hint: `write ${engines.join(' or ')}` });
}

/** What is to become of a run that somebody else can do. */
export interface LeavingOptions {
  readonly detach?: boolean;
  readonly onInterrupt?: 'detach' | 'cancel';
}

/**
 * Checks that a run of this process is not to be left: it ends with the process, and nobody could go on with it.
 *
 * @param hint - how to have a run that can be left
 * @throws VB1002 naming the option
 */
export function requireStay({ detach = false, onInterrupt = 'cancel' }: LeavingOptions, hint: string): void {
  if (!detach && onInterrupt === 'cancel') return;
  const option = detach ? '--detach' : '--on-interrupt detach';
  throw new VerbatimError('VB1002', `${option} leaves a run to its workers, and this one is run by this process`, {
    hint,
  });
}
