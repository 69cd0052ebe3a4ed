import { VerbatimError, wordless } from '../errors.ts';

/**
 * Calls into a plugin. What it throws on purpose passes; anything else becomes VB3003 with the plugin's name and the
 * place of the throw, so that an operator knows whose fault it is and its author where. Not a word of it passes: it may
 * quote the text that the plugin worked on, or its secret.
 */
export async function callPlugin<T>(id: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw named(id, thrown);
  }
}

/** What a plugin yields, with the same rule for what it throws; faults of the reader pass through untouched. */
export async function* fromPlugin<T>(id: string, items: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = items[Symbol.asyncIterator]();
  let done = false;
  try {
    for (;;) {
      const next = await callPlugin(id, () => iterator.next());
      if (next.done) {
        done = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!done) await iterator.return?.();
  }
}

function named(id: string, thrown: unknown): unknown {
  const isAbort = thrown instanceof Error && thrown.name === 'AbortError';
  if (thrown instanceof VerbatimError || isAbort) return thrown;
  return wordless('VB3003', `plugin "${id}" threw`, thrown);
}
