import { VerbatimError } from '../core/errors.ts';
import { listPipelines } from '../core/spec/project.ts';
import { suggest } from '../core/text/nearest.ts';
import { hasStore } from './stored-warehouse.ts';
import type { Workspace } from './workspace.ts';

/**
 * The clients whose warehouses a command may be about: the one that `--client` names, else all of the project's files;
 * `null` is a project without clients. A client that the files do not have any more is known as long as its store is.
 *
 * @returns at least one
 * @throws VB1405 when the project has no such client
 */
export async function clientsOf(
  workspace: Workspace,
  asked: string | undefined,
): Promise<readonly [string | null, ...(string | null)[]]> {
  const named = [...new Set((await listPipelines(workspace.project)).map(({ client }) => client))].sort();
  if (asked === undefined) return [named[0] ?? null, ...named.slice(1)];
  if (named.includes(asked) || (isClientId(asked) && (await hasStore(workspace, asked)))) return [asked];
  throw new VerbatimError('VB1405', `no pipeline is of client "${asked}"`, { hint: suggest(asked, idsOf(named)) });
}

/**
 * The one client that a command is about.
 *
 * @throws VB1405 when the project has no such client · VB1406 when it has several and none was named
 */
export async function clientOf(workspace: Workspace, asked: string | undefined): Promise<string | null> {
  const clients = await clientsOf(workspace, asked);
  if (clients.length === 1) return clients[0];
  if (clients.includes(null)) return null;
  throw new VerbatimError('VB1406', `the project has ${clients.length} clients, each with a warehouse of its own`, {
    hint: `choose one with --client: ${idsOf(clients).join(', ')}`,
  });
}

const isClientId = (text: string): boolean => /^[a-z][a-z0-9-]*$/.test(text);

const idsOf = (clients: readonly (string | null)[]): readonly string[] =>
  clients.flatMap(client => (client === null ? [] : [client]));
