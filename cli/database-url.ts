import { VerbatimError } from '../core/errors.ts';
import type { Project } from '../core/spec/project.ts';
import { readSecret } from '../core/spec/secret.ts';

/**
 * Where the warehouse is: `DATABASE_URL`, or the file that `DATABASE_URL_FILE` names.
 *
 * @returns `null` when neither is set: the embedded store
 * @throws VB1302 when the file cannot be read or is empty: a server that was named is never replaced by another store
 */
export function databaseUrl({ project }: { readonly project: Project }): string | null {
  const { environment, root } = project;
  const inFile = environment.find('DATABASE_URL') === null && Boolean(environment.find('DATABASE_URL_FILE')?.value);
  const url = readSecret('DATABASE_URL', environment, root);
  if (inFile && !url) {
    throw new VerbatimError('VB1302', 'the file that DATABASE_URL_FILE names cannot be read or is empty', {
      hint: 'put the URL of the PostgreSQL server into it, readable by the user that Verbatim runs as',
    });
  }
  return url || null;
}
