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
