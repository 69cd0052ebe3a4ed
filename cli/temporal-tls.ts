import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { VerbatimError } from '../core/errors.ts';
import type { Project } from '../core/spec/project.ts';
import type { TlsSettings } from '../workflows/client/target.ts';

/** What is looked at of a project. */
type Settings = Pick<Project, 'environment' | 'root'>;

/**
 * How the environment says that the connection to Temporal is secured, by the names that Temporal's own command line
 * and SDKs read. Any of them, or an API key, asks for TLS; `TEMPORAL_TLS` itself has the last word.
 *
 * @param withKey - an API key goes over the connection
 * @returns `null` = not at all
 * @throws VB1002 when the settings contradict each other or are no certificates · VB1401 when a file cannot be read
 */
export function tlsOf(project: Settings, withKey: boolean): TlsSettings | null {
  const asked = flagOf(project);
  if (asked === false) return null;
  const serverName = given(project, 'TEMPORAL_TLS_SERVER_NAME');
  const ca = pemOf(project, 'TEMPORAL_TLS_SERVER_CA_CERT');
  const client = clientOf(project);
  if (asked === null && !withKey && serverName === null && ca === null && client === null) return null;
  try {
    createSecureContext({ ...(ca === null ? {} : { ca }), ...client });
  } catch (cause) {
    const { reason, message } = cause as Error & { readonly reason?: string };
    throw new VerbatimError('VB1002', `the certificates of TEMPORAL_TLS_… cannot be used: ${reason ?? message}`, {
      hint: 'they are PEM, and the key is the one of the client certificate',
      cause,
    });
  }
  return { serverName, ca, client };
}

function flagOf(project: Settings): boolean | null {
  const value = given(project, 'TEMPORAL_TLS');
  if (value === null) return null;
  if (['true', '1'].includes(value)) return true;
  if (['false', '0'].includes(value)) return false;
  throw new VerbatimError('VB1002', `TEMPORAL_TLS is "${value}"`, { hint: 'write true or false' });
}

function clientOf(project: Settings): TlsSettings['client'] {
  const cert = pemOf(project, 'TEMPORAL_TLS_CLIENT_CERT');
  const key = pemOf(project, 'TEMPORAL_TLS_CLIENT_KEY');
  if (cert !== null && key !== null) return { cert, key };
  if (cert === null && key === null) return null;
  const [there, missing] = cert === null ? ['KEY', 'CERT'] : ['CERT', 'KEY'];
  throw new VerbatimError(
    'VB1002',
    `TEMPORAL_TLS_CLIENT_${there} is set, and its TEMPORAL_TLS_CLIENT_${missing} is not`,
    {
      hint: `set TEMPORAL_TLS_CLIENT_${missing}_PATH to its file`,
    },
  );
}

/** What a variable holds, or the file that it names: `…_DATA` or `…_PATH`. */
function pemOf(project: Settings, name: string): Buffer | null {
  const data = given(project, `${name}_DATA`);
  const path = given(project, `${name}_PATH`);
  if (data !== null && path !== null) {
    throw new VerbatimError('VB1002', `${name}_DATA and ${name}_PATH are both set`, { hint: 'leave one of them out' });
  }
  if (path === null) return data === null ? null : Buffer.from(data);
  try {
    return readFileSync(resolve(project.root, path));
  } catch (cause) {
    throw new VerbatimError('VB1401', `${name}_PATH names ${path}, which cannot be read`, {
      hint: 'a relative path starts from the folder of the project',
      cause,
    });
  }
}

const given = ({ environment }: Settings, name: string): string | null => environment.find(name)?.value || null;
