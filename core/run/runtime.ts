import type { Instant } from '../model/feedback.ts';
import type { Renderer } from '../model/render.ts';
import type { Plan } from '../plan/plan.ts';
import type { Context } from '../plugin/meta.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Environment } from '../spec/environment.ts';
import type { Shard } from '../warehouse/annotation-tasks.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Listener } from './events.ts';

/** What every step works with; the command line or a worker puts it together once. */
export interface Runtime {
  readonly registry: Registry;
  readonly warehouse: Warehouse;
  /** Made on first use, so that a run without a report never looks for a browser. */
  readonly renderer: () => Promise<Renderer>;
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute folder for what is made on the way: caches, frozen models, half-made reports. */
  readonly stateDir: string;
  /** Absolute folder that relative delivery paths start from. */
  readonly outRoot: string;
  /** Folders with report templates: the project's, then those that ship. */
  readonly templateRoots: readonly string[];
  /** Where secrets are read from, inside a step alone. */
  readonly environment: Environment;
}

/** One attempt of one node. */
export interface Attempt {
  readonly plan: Plan;
  readonly node: string;
  /** The part of a text step that this attempt is for; the whole step when left out. */
  readonly shard?: Shard | null;
  readonly run: { readonly id: string; readonly seq: number };
  readonly signal: AbortSignal;
  readonly emit: Listener;
}

/** The context that a plugin gets for a step. */
export function contextOf<Options>(runtime: Runtime, attempt: Attempt, options: Options): Context<Options> {
  const { plan, run, signal, node, emit } = attempt;
  const asOf: Instant = plan.asOf;
  return {
    options,
    signal,
    asOf,
    timezone: plan.timezone,
    root: runtime.root,
    run: { id: run.id, client: plan.client, pipeline: plan.pipeline },
    log: (message, fields = {}) => emit({ type: 'log', node, message, fields }),
  };
}
