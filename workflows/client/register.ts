import { VerbatimError } from '../../core/errors.ts';
import { searchAttributes } from '../search-attributes.ts';
import { request, type TemporalClient } from './client.ts';
import { isRefusal } from './server-errors.ts';

/** Numbers that the server's interface gives to types of search attributes. */
const typeNumbers = { KEYWORD: 2, DATETIME: 6 } as const;

/** The search attributes of runs that the namespace does not have; a run cannot be started there before it has them. */
export async function missingSearchAttributes(temporal: TemporalClient): Promise<readonly string[]> {
  const { namespace, client } = temporal;
  try {
    const { customAttributes } = await request(temporal, () =>
      client.connection.operatorService.listSearchAttributes({ namespace }),
    );
    return searchAttributes.map(({ name }) => name).filter(name => customAttributes?.[name] === undefined);
  } catch (thrown) {
    // Temporal Cloud has no such service for clients.
    if (!isRefusal(thrown)) throw thrown;
    return await unsearchable(temporal);
  }
}

/** Those by which the server cannot search: what a client finds out that may do nothing but read and write. */
async function unsearchable(temporal: TemporalClient): Promise<readonly string[]> {
  const { namespace, client } = temporal;
  const missing: string[] = [];
  for (const { name } of searchAttributes) {
    try {
      const query = `${name} is null`;
      await request(temporal, () => client.workflowService.listWorkflowExecutions({ namespace, pageSize: 1, query }));
    } catch (thrown) {
      if (!(thrown instanceof VerbatimError) || thrown.code !== 'VB6016') throw thrown;
      missing.push(name);
    }
  }
  return missing;
}

/**
 * Adds the search attributes of runs to the namespace where they are missing. A server may answer a while before it
 * takes them.
 *
 * @returns the names that were added
 * @throws VB6016 with the command for whoever runs the server, when it does not let us add them
 */
export async function registerSearchAttributes(temporal: TemporalClient): Promise<readonly string[]> {
  const missing = await missingSearchAttributes(temporal);
  if (missing.length === 0) return missing;
  const added = searchAttributes.filter(({ name }) => missing.includes(name));
  try {
    await request(temporal, () =>
      temporal.client.connection.operatorService.addSearchAttributes({
        namespace: temporal.namespace,
        searchAttributes: Object.fromEntries(added.map(({ name, type }) => [name, typeNumbers[type]])),
      }),
    );
  } catch (thrown) {
    if (isRefusal(thrown)) throw notByUs(temporal, added, thrown);
    throw thrown;
  }
  return missing;
}

function notByUs(
  { address, namespace }: TemporalClient,
  missing: readonly (typeof searchAttributes)[number][],
  cause: unknown,
): VerbatimError {
  const names = missing.map(({ name }) => name).join(', ');
  const message = `namespace "${namespace}" at ${address} lacks ${names}, and the server does not let us add search attributes`;
  const cloud = missing.map(({ name, type }) => ` --search-attribute ${name}=${spelled[type]}`).join('');
  const own = Object.entries(spelled).flatMap(([type, word]) => {
    const ofType = missing.filter(one => one.type === type).map(({ name }) => ` --name ${name}`);
    return ofType.length === 0
      ? []
      : [`temporal operator search-attribute create -n ${namespace}${ofType.join('')} --type ${word}`];
  });
  return new VerbatimError('VB6016', message, {
    hint: `on Temporal Cloud: tcld namespace search-attributes add -n ${namespace}${cloud}; elsewhere, by its operator: ${own.join(' && ')}`,
    cause,
  });
}

/** As the command lines of Temporal spell the types. */
const spelled = { KEYWORD: 'Keyword', DATETIME: 'Datetime' } as const;
