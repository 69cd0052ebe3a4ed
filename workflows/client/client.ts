import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { VerbatimError } from '../../core/errors.ts';

/** Where a server is. */
export interface TemporalTarget {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
}

/** A connection to a namespace of a server; close it, or the process stays alive. */
export interface TemporalClient extends TemporalTarget {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** A server that is there answers within milliseconds; a person waits for the message of one that is not. */
const connectMs = 5_000;
/** Longest time of one request. */
const requestMs = 10_000;

const notFound = 5;
const deadlineExceeded = 4;
const unavailable = 14;
/** By the other side: who was to answer ended meanwhile. */
const cancelled = 1;

/**
 * Connects to a server and finds the namespace.
 *
 * @throws VB6005 when no server answers at the address · VB6007 when it has no such namespace
 */
export async function connect({ address, namespace }: TemporalTarget): Promise<TemporalClient> {
  const connection = await Connection.connect({ address, connectTimeout: connectMs }).catch((cause: unknown) => {
    throw unreachable(address, cause);
  });
  try {
    await connection.withDeadline(Date.now() + requestMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch (cause) {
    await connection.close();
    if (!isNotFound(cause)) throw unreachable(address, cause);
    throw new VerbatimError('VB6007', `the Temporal server at ${address} has no namespace "${namespace}"`, {
      hint: `set TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --address ${address} -n ${namespace}`,
      cause,
    });
  }
  return { address, namespace, client: new Client({ connection, namespace }), close: () => connection.close() };
}

/**
 * Answers with what a request gives, within the time that a request may take.
 *
 * @param signal - gives the request up
 */
export async function request<T>({ client }: TemporalClient, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  // A signal of its own for each request: the client listens to it and never leaves it.
  const own = new AbortController();
  const giveUp = (): void => own.abort();
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  try {
    return await client.withDeadline(Date.now() + requestMs, () => client.withAbortSignal(own.signal, work));
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/** True for an error that says that the server has no such thing. */
export const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof NamespaceNotFoundError || grpcCodeOf(thrown) === notFound;

/** True for an error that says that the server, or whoever should answer through it, is not there now. */
export const isAbsence = (thrown: unknown): boolean =>
  [cancelled, deadlineExceeded, unavailable].includes(grpcCodeOf(thrown) ?? -1);

function grpcCodeOf(thrown: unknown): number | null {
  const error = thrown instanceof Error && !isGrpcServiceError(thrown) ? thrown.cause : thrown;
  return isGrpcServiceError(error) ? error.code : null;
}

const unreachable = (address: string, cause: unknown): VerbatimError =>
  new VerbatimError('VB6005', `no Temporal server answers at ${address}`, {
    hint: 'start one with "npm run temporal", or set TEMPORAL_ADDRESS to one that runs',
    cause,
  });
