import type { Plan } from '../../core/plan/plan.ts';
import type { Runtime } from '../../core/run/runtime.ts';
import type { CompileInput } from '../contract.ts';

/** What a worker gets from the room above it: the project, its plugins and its clients' warehouses. */
export interface Services {
  /** The project's id; `null` while its file has errors. */
  readonly project: string | null;
  /** What the steps of a client work with; the same one until `close`. */
  readonly runtimeFor: (client: string | null) => Promise<Runtime>;
  /** A plan of the project's files as they are now. */
  readonly compile: (input: CompileInput) => Promise<Plan>;
  readonly close: () => Promise<void>;
}

/**
 * A module that makes services anew from plain JSON: each thread that runs steps imports it and has services of its own.
 * The module exports `createServices(options)`.
 */
export interface ServicesModule {
  /** File URL. */
  readonly url: string;
  readonly options: unknown;
}
