import type { Context, PluginMeta } from './meta.ts';

/** A file to deliver. `path` is absolute and stays readable until `deliver` returns. */
export interface Delivery {
  readonly path: string;
  /** File name to give it: a slug, never a path. */
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  /** Same key, same delivery: a sink that has it already gives back its receipt again. */
  readonly idempotencyKey: string;
}

export interface Receipt {
  /** Where it is now, for a reader: a path relative to the project's output folder, or an address. */
  readonly location: string;
  /** False when it was there already. */
  readonly delivered: boolean;
}

/** Delivers a file. */
export interface Sink<Options = unknown> extends PluginMeta<'sink', Options> {
  readonly deliver: (context: Context<Options>, delivery: Delivery) => Promise<Receipt>;
}

/** Types a sink and returns it. */
export function defineSink<Options>(sink: Omit<Sink<Options>, 'kind'>): Sink<Options> {
  return { kind: 'sink', ...sink };
}
