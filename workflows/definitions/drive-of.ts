import { VerbatimError } from '../../core/errors.ts';
import { drive } from '../../core/plan/drive.ts';
import type { Plan } from '../../core/plan/plan.ts';

/** `drive` by version: one that a run in flight may have begun under stays here until those runs have ended. */
const drives: Readonly<Record<Plan['drive'], typeof drive>> = { 1: drive };

/**
 * The orchestration that a plan was compiled for.
 *
 * @throws VB6019 when this worker does not have it. No failure of the run: the server offers the work again until a worker
 *   takes it that does
 */
export function driveOf({ drive: version }: Pick<Plan, 'drive'>): typeof drive {
  const known: typeof drive | undefined = drives[version];
  if (known !== undefined) return known;
  const own = Object.keys(drives).join(', ');
  throw new VerbatimError('VB6019', `the plan was compiled for version ${version} of drive; this worker has ${own}`, {
    hint: 'start workers of the version that the run was started with',
  });
}
