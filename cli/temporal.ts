import { VerbatimError } from '../core/errors.ts';
import type { Project } from '../core/spec/project.ts';
import { readSecret } from '../core/spec/secret.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import type { TemporalTarget } from '../workflows/client/target.ts';
import { databaseUrl } from './database-url.ts';
import { tlsOf } from './temporal-tls.ts';
import type { Workspace } from './workspace.ts';

/**
 * Where the environment says that the server is, and how it lets us in; a development server of this machine when it
 * says nothing.
 *
 * @throws VB1002, VB1302, VB1401 when what it says cannot be used
 */
export function temporalTarget(project: Pick<Project, 'environment' | 'root'>): TemporalTarget {
  const given = (name: string): string | undefined => project.environment.find(name)?.value || undefined;
  const address = given('TEMPORAL_ADDRESS') ?? '127.0.0.1:7233';
  if (!URL.canParse(`http://${address}`) || /[/@?#]/.test(address)) {
    throw new VerbatimError('VB1002', `TEMPORAL_ADDRESS is "${address}"`, {
      hint: 'write host:port, as 127.0.0.1:7233',
    });
  }
  const apiKey = apiKeyOf(project);
  return {
    address,
    namespace: given('TEMPORAL_NAMESPACE') ?? 'default',
    tls: tlsOf(project, apiKey !== null),
    apiKey,
  };
}

/** A key that was named is never left out in silence: the server would refuse us without saying why. */
function apiKeyOf({ environment, root }: Pick<Project, 'environment' | 'root'>): string | null {
  const named = Boolean(
    environment.find('TEMPORAL_API_KEY')?.value || environment.find('TEMPORAL_API_KEY_FILE')?.value,
  );
  if (!named) return null;
  const key = readSecret('TEMPORAL_API_KEY', environment, root)?.trim();
  // It travels as a header, whose library would print what it does not take.
  if (key && /^[\x21-\x7e]+$/.test(key)) return key;
  throw new VerbatimError(
    'VB1302',
    `TEMPORAL_API_KEY ${key ? 'has characters that no API key has' : 'is empty, or its file cannot be read'}`,
    {
      hint: 'set TEMPORAL_API_KEY to the key, or TEMPORAL_API_KEY_FILE to the file that holds it and nothing else',
    },
  );
}

/**
 * Connects to the server of a project; close it.
 *
 * @throws VB6005, VB6007, VB6009, VB6014, VB6015, and what `temporalTarget` throws
 */
export async function openTemporal(workspace: Workspace): Promise<TemporalClient> {
  requirePostgres(workspace);
  const { connect } = await import('../workflows/client/client.ts');
  return connect(temporalTarget(workspace.project));
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
