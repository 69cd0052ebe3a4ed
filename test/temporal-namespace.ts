import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { searchAttributes } from '../workflows/search-attributes.ts';

/** Longest time until a server knows a namespace of its own; seen: 1 to 10 s. */
const knownMs = 60_000;

/** Numbers of the types in `temporal.api.enums.v1.IndexedValueType`. */
const indexedTypes: Readonly<Record<SearchAttributeType, number>> = {
  ...{ TEXT: 1, KEYWORD: 2, INT: 3, DOUBLE: 4, BOOL: 5, DATETIME: 6, KEYWORD_LIST: 7 },
};

/**
 * A namespace of its own on a server: its task queues are nobody else's.
 *
 * @param options.registered - with the product's search attributes; true when left out
 */
export async function createNamespace(address: string, options: { registered?: boolean } = {}): Promise<string> {
  const namespace = `test-${randomBytes(4).toString('hex')}`;
  const { workflowService, operatorService, close } = await connectionTo(address);
  try {
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
    await untilKnown(() => workflowService.listWorkflowExecutions({ namespace, pageSize: 1 }));
    if (options.registered === false) return namespace;
    const types = Object.fromEntries(searchAttributes.map(({ name, type }) => [name, indexedTypes[type]]));
    await untilKnown(() => operatorService.addSearchAttributes({ namespace, searchAttributes: types }));
    const query = searchAttributes.map(({ name }) => `${name} is null`).join(' and ');
    await untilKnown(() => workflowService.listWorkflowExecutions({ namespace, pageSize: 1, query }));
  } finally {
    await close();
  }
  return namespace;
}

async function connectionTo(address: string) {
  const connection = await Connection.connect({ address });
  const { workflowService, operatorService } = connection;
  return { workflowService, operatorService, close: () => connection.close() };
}

/** The server's caches learn of something new a moment after it has been made. */
async function untilKnown(ask: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + knownMs; ; await pause(100)) {
    try {
      await ask();
      return;
    } catch (thrown) {
      if (Date.now() > until) throw thrown;
    }
  }
}
