import { searchAttributes } from '../search-attributes.ts';
import { request, type TemporalClient } from './client.ts';

/** Numbers that the server's interface gives to types of search attributes. */
const typeNumbers = { KEYWORD: 2, DATETIME: 6 } as const;

/** The search attributes of runs that the namespace does not have; a run cannot be started there before it has them. */
export async function missingSearchAttributes(temporal: TemporalClient): Promise<readonly string[]> {
  const { namespace, client } = temporal;
  const { customAttributes } = await request(temporal, () =>
    client.connection.operatorService.listSearchAttributes({ namespace }),
  );
  return searchAttributes.map(({ name }) => name).filter(name => customAttributes?.[name] === undefined);
}

/**
 * Adds the search attributes of runs to the namespace where they are missing. A server may answer a while before it
 * takes them.
 *
 * @returns the names that were added
 */
export async function registerSearchAttributes(temporal: TemporalClient): Promise<readonly string[]> {
  const missing = await missingSearchAttributes(temporal);
  if (missing.length === 0) return missing;
  const added = searchAttributes.filter(({ name }) => missing.includes(name));
  await request(temporal, () =>
    temporal.client.connection.operatorService.addSearchAttributes({
      namespace: temporal.namespace,
      searchAttributes: Object.fromEntries(added.map(({ name, type }) => [name, typeNumbers[type]])),
    }),
  );
  return missing;
}
