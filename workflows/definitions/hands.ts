import { ApplicationFailure, defineUpdate, setHandler } from '@temporalio/workflow';
import { type PipelineRunInput, retryNodeName, skipNodeName } from '../contract.ts';

/** Runs a failed step again while its run holds it. */
const retryNode = defineUpdate<void, [node: string]>(retryNodeName);
/** Leaves out a step that has not begun, or gives up one that is held; what needs it is skipped too. */
const skipNode = defineUpdate<void, [node: string]>(skipNodeName);

/** What operators asked of a run's steps. */
export interface Hands {
  readonly skips: (node: string) => boolean;
  readonly hold: (node: string) => void;
  readonly held: () => readonly string[];
  readonly answered: (node: string) => boolean;
  /** Ends a hold and says what was asked; nothing in time is a failure. */
  readonly release: (node: string) => 'retry' | 'fail';
}

/**
 * @param begun - true for a node that is at work or has ended
 */
export function createHands(
  { plan, done }: Pick<PipelineRunInput, 'plan' | 'done'>,
  begun: (node: string) => boolean,
): Hands {
  const skipped = new Set<string>();
  const held = new Map<string, 'waiting' | 'retry' | 'skip'>();
  const known = (node: string): void => {
    if (plan.nodes.some(one => one.id === node)) return;
    throw refused(`the run has no step "${node}"; its steps are ${plan.nodes.map(one => one.id).join(', ')}`);
  };
  setHandler(retryNode, node => void held.set(node, 'retry'), {
    validator: node => {
      known(node);
      if (held.get(node) !== 'waiting') throw refused(`step "${node}" is not held: only a failed step can be retried`);
    },
  });
  const skip = (node: string): void => {
    skipped.add(node);
    if (held.has(node)) held.set(node, 'skip');
  };
  setHandler(skipNode, skip, {
    validator: node => {
      known(node);
      if (node in done) throw refused(`step "${node}" has succeeded already: it is not run again`);
      if (held.get(node) === 'waiting' || !begun(node)) return;
      throw refused(`step "${node}" has begun: only a step that waits or is held can be skipped`);
    },
  });
  return {
    skips: node => skipped.has(node),
    hold: node => void held.set(node, 'waiting'),
    held: () => [...held].filter(([, answer]) => answer === 'waiting').map(([node]) => node),
    answered: node => held.get(node) !== 'waiting',
    release: node => {
      const answer = held.get(node);
      held.delete(node);
      return answer === 'retry' ? 'retry' : 'fail';
    },
  };
}

const refused = (message: string): ApplicationFailure =>
  ApplicationFailure.create({ type: 'VB6010', message, nonRetryable: true });
