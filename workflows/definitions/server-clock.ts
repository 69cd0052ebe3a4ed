/**
 * Now by the server's clock, in milliseconds since 1970. Within a workflow the SDK answers with the time of the event that
 * woke it, and with the same one when it is replayed. For telling alone: nothing may be decided by it.
 */
export const serverNow = (): number => Date.now();
