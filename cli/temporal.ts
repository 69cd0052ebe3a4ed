import { VerbatimError } from '../core/errors.ts';
import type { Environment } from '../core/spec/environment.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import type { TemporalTarget } from '../workflows/client/target.ts';
import { databaseUrl } from './database-url.ts';
import type { Workspace } from './workspace.ts';

/** Where the environment says that the server is; a development server of this machine when it says nothing. */
export function temporalTarget(environment: Environment): TemporalTarget {
  const given = (name: string): string | undefined => environment.find(name)?.value || undefined;
  return {
    address: given('TEMPORAL_ADDRESS') ?? '127.0.0.1:7233',
    namespace: given('TEMPORAL_NAMESPACE') ?? 'default',
  };
}

/**
 * Connects to the server of a project; close it.
 *
 * @throws VB6005, VB6007, VB6009
 */
export async function openTemporal(workspace: Workspace): Promise<TemporalClient> {
  requirePostgres(workspace);
  const { connect } = await import('../workflows/client/client.ts');
  return connect(temporalTarget(workspace.project.environment));
}

/**
 * Checks that the warehouse is one that workers can share.
 *
 * @throws VB6009
 */
export function requirePostgres(workspace: Pick<Workspace, 'project'>): void {
  if (databaseUrl(workspace) !== null) return;
  throw new VerbatimError('VB6009', 'runs on Temporal need PostgreSQL: the embedded store belongs to one process', {
    hint: 'set DATABASE_URL=postgres://user:password@host:5432/database, here and for the workers; or run with --engine in-process',
  });
}
