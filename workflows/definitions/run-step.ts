import { type ActivityOptions, scheduleActivity } from '@temporalio/workflow';
import { VerbatimError } from '../../core/errors.ts';
import { type Activities, activityIdOf, type StepInput, type StepOutput } from '../contract.ts';
import { endOf, toApplicationFailure } from '../failures.ts';

/** That many workers do not die under one step by chance: it is the step that ends them, and its neighbours' steps with them. */
const mostLost = 20;

/**
 * Runs a step, or a shard of one, as an activity. Only its own failures use up its attempts: a worker that is stopped
 * gives the step back, one that dies falls silent, and the step begins anew with the attempts that it has left.
 *
 * @throws ActivityFailure of its last attempt · ApplicationFailure VB6013 when too many workers died under it
 */
export async function runStep(type: keyof Activities, step: StepInput, policy: ActivityOptions): Promise<StepOutput> {
  const attempts = policy.retry!.maximumAttempts!;
  for (let failures = 0, lost = 0; ; ) {
    const maximumAttempts = Math.min(attempts - failures, mostLost - lost);
    const retry = { ...policy.retry, maximumAttempts };
    try {
      return await scheduleActivity<StepOutput>(type, [{ ...step, failures }], {
        ...policy,
        ...{ retry, activityId: activityIdOf(step) },
      });
    } catch (thrown) {
      const end = endOf(thrown);
      if (end.by === 'failure') throw thrown;
      const more = (end.failures ?? failures) - failures;
      failures += more;
      if (failures >= attempts) throw thrown;
      if (end.by === 'lost workers') lost += maximumAttempts - more;
      if (lost >= mostLost) throw toApplicationFailure(endsItsWorkers(step, lost), failures + 1);
    }
  }
}

const endsItsWorkers = ({ node }: StepInput, lost: number): VerbatimError =>
  new VerbatimError('VB6013', `${lost} workers died under step ${node}, one after the other`, {
    hint: 'look at what ended them, most often memory; then: verbatim retry',
  });
