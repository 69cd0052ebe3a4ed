import { setMaxListeners } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { VerbatimError } from '../../core/errors.ts';
import { fromServer, isNotFound, noNamespace, unwell } from './server-errors.ts';
import { connectionOptions, type TemporalTarget } from './target.ts';
import { whyUnreachable } from './why-unreachable.ts';

/** A connection to a namespace of a server; close it, or the process stays alive. */
export interface TemporalClient {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** A server that is there answers within milliseconds; a person waits for the message of one that is not. */
const connectMs = 5_000;
/** Longest time of one request. */
const requestMs = 10_000;

/**
 * Connects to a server and finds the namespace.
 *
 * @throws VB6005 when no server answers at the address · VB6007 when it has no such namespace · VB6014, VB6015 when it
 * does not let us in
 */
export async function connect(target: TemporalTarget): Promise<TemporalClient> {
  const { address, namespace } = target;
  const connection = Connection.lazy({ ...connectionOptions(target), connectTimeout: connectMs });
  try {
    await connection.ensureConnected();
    await connection.withDeadline(Date.now() + requestMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch (cause) {
    await connection.close();
    if (isNotFound(cause)) throw noNamespace(target, cause);
    const known = fromServer(target, cause);
    if (known instanceof VerbatimError && known.code !== 'VB6005') throw known;
    throw unwell(target, cause) ?? (await unreachable(target, cause));
  }
  return { address, namespace, client: new Client({ connection, namespace }), close: () => connection.close() };
}

/**
 * Answers with what a request gives, within the time that a request may take.
 *
 * @param signal - gives the request up
 * @param longestMs - for work of several requests
 * @throws VB6005 when the server does not answer · VB6007, VB6014, VB6015, VB6016 when it refuses · else what was thrown
 */
export async function request<T>(
  temporal: TemporalClient,
  work: () => Promise<T>,
  signal?: AbortSignal,
  longestMs = requestMs,
): Promise<T> {
  const { client } = temporal;
  // A signal of its own for each request: the client listens to it and never leaves it.
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const giveUp = (): void => own.abort();
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  try {
    return await client.withDeadline(Date.now() + longestMs, () => client.withAbortSignal(own.signal, work));
  } catch (thrown) {
    throw fromServer(temporal, thrown);
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

async function unreachable(target: TemporalTarget, cause: unknown): Promise<VerbatimError> {
  const found = await whyUnreachable(target);
  return new VerbatimError(
    'VB6005',
    `no Temporal server answers at ${target.address}${found === null ? '' : `: ${found.why}`}`,
    { hint: found?.hint ?? startHint, cause },
  );
}

const startHint =
  'start one with "temporal server start-dev" (or "npm run temporal" where this was built from source), or set TEMPORAL_ADDRESS to one that runs';
