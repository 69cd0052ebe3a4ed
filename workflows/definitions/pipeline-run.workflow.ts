import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  defineQuery,
  scheduleActivity,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { drive } from '../../core/plan/drive.ts';
import type { FinalStatus } from '../../core/plan/state.ts';
import {
  type FinaliseInput,
  type NodeEnd,
  type PipelineRunInput,
  type PipelineRunOutput,
  type Progress,
  progressName,
} from '../contract.ts';
import { failedRunText } from '../failures.ts';
import { statusAttribute } from '../search-attributes.ts';
import { createHands } from './hands.ts';
import { createNodePort } from './node-port.ts';
import { activityOptions } from './policies.ts';
import { createProgressLog } from './progress-log.ts';
import { untilTaken } from './until-taken.ts';

/** The run's story from an entry on. */
const progress = defineQuery<Progress, [after: number]>(progressName);

/**
 * Runs one plan: `drive` over activities. What it decides depends on nothing but its argument, the ends of its
 * activities and the updates that it got.
 *
 * @throws ApplicationFailure `RunFailed` naming the failed steps; CancelledFailure when it was cancelled
 */
export async function pipelineRun(input: PipelineRunInput): Promise<PipelineRunOutput> {
  const { plan, run } = input;
  const log = createProgressLog();
  const begun = new Set<string>();
  const hands = createHands(plan, node => begun.has(node));
  let status: Progress['status'] = 'running';
  setHandler(progress, after => ({ run, status, held: hands.held(), ...log.read(after) }));
  const epoch = workflowInfo().runStartTime.getTime();
  const begin = activityOptions('db', 'io', 'begin', input.heartbeatMs);
  await untilTaken(() => scheduleActivity('beginRun', [{ run, plan, epoch }], begin));
  const port = createNodePort(input, hands, log);
  const final = await drive(plan, {
    ...port,
    record: delta => {
      begun.add(delta.node);
      port.record(delta);
      setCurrentDetails(detailsOf(plan.nodes, begun));
    },
  });
  const nodes = plan.nodes.map(({ id }) => ({ ...(port.ends.get(id) ?? untouched(id)), status: final[id]! }));
  const ended = statusOf(Object.values(final));
  await CancellationScope.nonCancellable(() => finalise(input, epoch, ended, nodes));
  status = ended;
  upsertSearchAttributes([{ key: statusAttribute, value: ended }]);
  if (ended === 'succeeded') return { run, status: ended };
  if (ended === 'cancelled') throw new CancelledFailure(`run ${run} was cancelled`);
  throw ApplicationFailure.create({ type: 'RunFailed', nonRetryable: true, message: failedRunText(nodes) });
}

const finalise = (
  { run, plan: { project, pipeline, client }, heartbeatMs }: PipelineRunInput,
  epoch: number,
  status: FinaliseInput['status'],
  nodes: readonly NodeEnd[],
): Promise<void> =>
  untilTaken(() =>
    scheduleActivity(
      'finaliseRun',
      [{ run, project, pipeline, client, epoch, status, nodes }],
      activityOptions('db', 'io', 'end', heartbeatMs),
    ),
  );

const untouched = (node: string) => ({ node, attempts: 0, result: null, failure: null });

function statusOf(all: readonly FinalStatus[]): FinaliseInput['status'] {
  if (all.includes('failed')) return 'failed';
  return all.includes('cancelled') ? 'cancelled' : 'succeeded';
}

const detailsOf = (nodes: readonly { readonly id: string }[], begun: ReadonlySet<string>): string =>
  `${[...nodes].filter(({ id }) => begun.has(id)).length} of ${nodes.length} steps begun or ended`;
