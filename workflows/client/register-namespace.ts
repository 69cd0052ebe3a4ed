import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { VerbatimError } from '../../core/errors.ts';
import { fromServer, isNotFound, isRefusal, isThere } from './server-errors.ts';
import { connectionOptions, type TemporalTarget } from './target.ts';

/** How long the server keeps the history of a run that has ended; what it loaded and printed is in the warehouse. */
export const retentionDays = 7;

const requestMs = 10_000;
/** Longest time until a server knows a namespace of its own; seen: 1 to 10 s. */
const knownMs = 30_000;
const lookEveryMs = 250;

/**
 * Makes the namespace of a target, and answers when the server knows it.
 *
 * @throws VB6007 when the server does not let us make it · VB6005, VB6014 as for every request
 */
export async function registerNamespace(target: TemporalTarget): Promise<void> {
  const { namespace } = target;
  const connection = Connection.lazy(connectionOptions(target));
  const ask = <T>(work: () => Promise<T>): Promise<T> => connection.withDeadline(Date.now() + requestMs, work);
  const { workflowService, operatorService } = connection;
  try {
    await ask(() =>
      workflowService.registerNamespace({
        namespace,
        description: 'runs of Verbatim',
        workflowExecutionRetentionPeriod: msToTs(`${retentionDays} days`),
      }),
    ).catch((thrown: unknown) => {
      if (!isThere(thrown)) throw thrown;
    });
    await untilFound(() => ask(() => workflowService.listWorkflowExecutions({ namespace, pageSize: 1 })));
    await untilFound(() => ask(() => operatorService.listSearchAttributes({ namespace })));
  } catch (thrown) {
    const known = fromServer(target, thrown);
    throw isRefusal(known) ? notByUs(target, known) : known;
  } finally {
    await connection.close();
  }
}

function notByUs({ address, namespace }: TemporalTarget, cause: unknown): VerbatimError {
  const message = `the Temporal server at ${address} has no namespace "${namespace}", and does not let us make one`;
  const ownCommand = `temporal operator namespace create --address ${address} -n ${namespace}`;
  return new VerbatimError('VB6007', message, {
    hint: `set TEMPORAL_NAMESPACE, or make it: on Temporal Cloud in its pages; elsewhere, by its operator: ${ownCommand}`,
    cause,
  });
}

/** The server's caches learn of something new a moment after it has been made. */
async function untilFound(look: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + knownMs; ; await pause(lookEveryMs)) {
    try {
      await look();
      return;
    } catch (thrown) {
      if (isRefusal(thrown)) return;
      if (!isNotFound(thrown) || Date.now() > until) throw thrown;
    }
  }
}
