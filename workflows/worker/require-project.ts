import { VerbatimError } from '../../core/errors.ts';
import type { Services } from './services.ts';

/**
 * Refuses work of another project, which has a warehouse and files of its own.
 *
 * @param project - whose work it is; what does not say so is not refused
 * @throws VB6018: a worker of that project may take it
 */
export function requireProject({ project: own }: Pick<Services, 'project'>, project: string | undefined): void {
  if (project === undefined || own === null || project === own) return;
  throw new VerbatimError('VB6018', `a worker of project "${own}" was given work of project "${project}"`, {
    hint: 'give each project a namespace of its own: TEMPORAL_NAMESPACE',
  });
}
