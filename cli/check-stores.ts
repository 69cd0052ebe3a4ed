import { join } from 'node:path';
import { asVerbatimError } from '../core/errors.ts';
import type { Check } from '../core/plugin/connector.ts';
import { listPipelines } from '../core/spec/project.ts';
import { isKeyGiven } from '../core/warehouse/customer-key.ts';
import { withStored } from './stored-warehouse.ts';
import { targetOf, type Workspace } from './workspace.ts';

/**
 * Looks at the warehouses of a project, one per client, and changes none; on a server also at the key that customers
 * are hashed with, which all machines must share.
 */
export async function checkStores(workspace: Workspace): Promise<readonly Check[]> {
  const clients = new Set((await listPipelines(workspace.project)).map(({ client }) => client));
  const checks: Check[] = [];
  let served = false;
  for (const client of clients) {
    const id = client === null ? 'warehouse' : `warehouse ${client}`;
    try {
      const embedded = targetOf(workspace, client).url === null;
      const made = await withStored(workspace, client, async warehouse => warehouse !== null);
      checks.push({ id, status: 'ok', message: stateOf(embedded, made), fix: null });
      served ||= !embedded;
    } catch (thrown) {
      const { code, message, hint } = asVerbatimError(thrown);
      checks.push({ id, status: 'fail', message: `${code} ${message}`, fix: hint });
    }
  }
  return served ? [...checks, checkKey(workspace)] : checks;
}

const stateOf = (embedded: boolean, made: boolean): string =>
  [
    embedded ? 'embedded store: one process at a time, not safe against power loss' : 'PostgreSQL',
    made ? 'schema current' : 'nothing stored yet',
  ].join(', ');

function checkKey({ stateDir }: Workspace): Check {
  const id = 'customer key';
  if (isKeyGiven(process.env)) return { id, status: 'ok', message: 'from the environment', fix: null };
  const file = join(stateDir, 'customer-key');
  return {
    ...{ id, status: 'warn' },
    message: `only in ${file}, made for this folder: another machine makes another one, and lost it cannot be had again`,
    fix: 'keep a copy apart from the backups, and name it in VERBATIM_CUSTOMER_KEY_FILE on every machine',
  };
}
