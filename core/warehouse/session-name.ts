import { AsyncLocalStorage } from 'node:async_hooks';

const names = new AsyncLocalStorage<string>();

/** Has the sessions that `work` uses carry a name of their own at the server, such as `verbatim 01J…`. */
export const underName = <T>(name: string, work: () => Promise<T>): Promise<T> => names.run(name, work);

/** The name of the work that asks, if it has one. */
export const nameOfWork = (): string | undefined => names.getStore();
