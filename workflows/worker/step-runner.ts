import type { NodeResult } from '../../core/plan/result.ts';
import { runNode } from '../../core/run/run-node.ts';
import type { Attempt } from '../../core/run/runtime.ts';
import type { Services } from './services.ts';

/** Runs one attempt of a step of a client, wherever that is. */
export type StepRunner = (client: string | null, attempt: Attempt) => Promise<NodeResult>;

/** Runs steps on this thread. */
export function createStepRunner(services: Pick<Services, 'runtimeFor'>): StepRunner {
  return async (client, attempt) => runNode(await services.runtimeFor(client), attempt);
}
