import { isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { VerbatimError } from '../../core/errors.ts';

/** A namespace of a server, as messages name it. */
interface Place {
  readonly address: string;
  readonly namespace: string;
}

/** Numbers that gRPC gives to the ends of a request. */
const ends = {
  /** By the other side: who was to answer ended meanwhile. */
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const absences: ReadonlySet<number | null> = new Set([ends.cancelled, ends.deadlineExceeded, ends.unavailable]);

/**
 * An error of the server in the product's own words. One that answers what was asked for (no such workflow, a workflow
 * that is there already) stays as it is, for whoever asked.
 */
export function fromServer(place: Place, thrown: unknown): unknown {
  if (thrown instanceof VerbatimError) return thrown;
  if (thrown instanceof NamespaceNotFoundError) return noNamespace(place, thrown);
  const end = grpcEndOf(thrown);
  if (absences.has(end)) return absent(place, 'does not answer', thrown);
  // The client has asked again until its time was over.
  if (end === ends.resourceExhausted) return absent(place, 'has more requests than it takes', thrown);
  if (end === ends.unauthenticated) return refusedLogin(place, thrown);
  if (end === ends.permissionDenied) return notAllowed(place, thrown);
  if (end === ends.invalidArgument && /search attribute/i.test(wordsOf(thrown))) return noAttributes(place, thrown);
  return thrown;
}

/** True for an error that says that the server has no such thing. */
export const isNotFound = (thrown: unknown): boolean => grpcEndOf(thrown) === ends.notFound;

/** True for an error that says that the server has it already. */
export const isThere = (thrown: unknown): boolean => grpcEndOf(thrown) === ends.alreadyExists;

/** True for an error that says that the server, or whoever should answer through it, is not there now. */
export const isAbsence = (thrown: unknown): boolean =>
  thrown instanceof VerbatimError ? thrown.code === 'VB6005' : absences.has(grpcEndOf(thrown));

/** An error that a server answered with where none is to be expected: it is there, and not well. */
export function unwell(place: Place, thrown: unknown): VerbatimError | null {
  const end = grpcEndOf(thrown);
  return end === null || absences.has(end) ? null : absent(place, `answers with an error: ${wordsOf(thrown)}`, thrown);
}

/** True for an error of a query or an update that nobody has answered. */
export const isUnanswered = (thrown: unknown): boolean =>
  isAbsence(thrown) || grpcEndOf(thrown) === ends.failedPrecondition;

/** True for an error that says that the server does not let us do this, or nobody. */
export const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof VerbatimError ? thrown.code === 'VB6015' : grpcEndOf(thrown) === ends.unimplemented;

/** What is said of a namespace that is not there. */
export const noNamespace = ({ address, namespace }: Place, cause: unknown): VerbatimError =>
  new VerbatimError('VB6007', `the Temporal server at ${address} has no namespace "${namespace}"`, {
    hint: `set TEMPORAL_NAMESPACE, or make it: verbatim doctor --only temporal --fix, or temporal operator namespace create --address ${address} -n ${namespace}`,
    cause,
  });

const absent = ({ address }: Place, what: string, cause: unknown): VerbatimError =>
  new VerbatimError('VB6005', `the Temporal server at ${address} ${what}`, {
    hint: 'try again; what was done so far stays',
    cause,
  });

const refusedLogin = ({ address }: Place, cause: unknown): VerbatimError =>
  new VerbatimError('VB6014', `the Temporal server at ${address} refused the login: ${wordsOf(cause)}`, {
    hint: 'set TEMPORAL_API_KEY or TEMPORAL_API_KEY_FILE to a key that is valid there, or the client certificate that it asks for',
    cause,
  });

const notAllowed = ({ address, namespace }: Place, cause: unknown): VerbatimError =>
  new VerbatimError('VB6015', `the Temporal server at ${address} does not allow this: ${wordsOf(cause)}`, {
    hint: `give the API key or the certificate the right to write to namespace "${namespace}"`,
    cause,
  });

const noAttributes = ({ address, namespace }: Place, cause: unknown): VerbatimError =>
  new VerbatimError(
    'VB6016',
    `namespace "${namespace}" at ${address} lacks search attributes of runs: ${wordsOf(cause)}`,
    { hint: 'add them: verbatim doctor --only temporal --fix', cause },
  );

/** What the server itself said. */
function wordsOf(thrown: unknown): string {
  const error = serviceErrorOf(thrown);
  return error?.details || 'it gives no reason';
}

const grpcEndOf = (thrown: unknown): number | null => serviceErrorOf(thrown)?.code ?? null;

/** The client wraps what the connection threw. */
function serviceErrorOf(thrown: unknown) {
  const error = thrown instanceof Error && !isGrpcServiceError(thrown) ? thrown.cause : thrown;
  return isGrpcServiceError(error) ? error : null;
}
