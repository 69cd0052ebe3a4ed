import { type ActivityOptions, scheduleActivity } from '@temporalio/workflow';
import { type Activities, activityIdOf, type StepInput, type StepOutput } from '../contract.ts';
import { endOf } from '../failures.ts';

/** That many workers do not die under one step by chance: it is the step that ends them. */
const mostLost = 100;

/**
 * Runs a step, or a shard of one, as an activity. Only its own failures use up its attempts: a worker that is stopped
 * gives the step back, one that dies falls silent, and the step begins anew with the attempts that it has left.
 *
 * @throws ActivityFailure of its last attempt
 */
export async function runStep(type: keyof Activities, step: StepInput, policy: ActivityOptions): Promise<StepOutput> {
  const attempts = policy.retry!.maximumAttempts!;
  for (let failures = 0, lost = 0; ; ) {
    const retry = { ...policy.retry, maximumAttempts: attempts - failures };
    try {
      return await scheduleActivity<StepOutput>(type, [{ ...step, failures }], {
        ...policy,
        ...{ retry, activityId: activityIdOf(step) },
      });
    } catch (thrown) {
      const end = endOf(thrown);
      if (end.by === 'failure') throw thrown;
      failures = end.failures ?? failures;
      if (end.by === 'lost workers') lost += attempts - failures;
      if (failures >= attempts || lost > mostLost) throw thrown;
    }
  }
}
