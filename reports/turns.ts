/** Lets a bounded number of callers work at once; the others wait in the order in which they came. */
export interface Turns {
  /** Resolves when it is the caller's turn; rejects with the signal's reason when it aborts first. */
  readonly take: (signal: AbortSignal) => Promise<void>;
  /** Ends a turn that was taken. */
  readonly give: () => void;
}

/** @param width - turns at once, at least 1 */
export function createTurns(width: number): Turns {
  const waiting: (() => void)[] = [];
  let free = width;
  const take = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (free > 0) {
        free -= 1;
        return resolve();
      }
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(start);
    });
  const give = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return { take, give };
}
