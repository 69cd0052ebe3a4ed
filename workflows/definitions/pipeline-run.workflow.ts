import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  defineQuery,
  isCancellation,
  scheduleActivity,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
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
import { driveOf } from './drive-of.ts';
import { createHands, type Hands } from './hands.ts';
import { createNodePort } from './node-port.ts';
import { activityOptions } from './policies.ts';
import { createProgressLog, type ProgressLog } from './progress-log.ts';
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
  const drive = driveOf(plan);
  const story = createStory(input);
  let status: Progress['status'] = 'running';
  setHandler(progress, after => ({ run, status, held: story.hands.held(), ...story.log.read(after) }));
  const end = (ended: FinaliseInput['status']): void => {
    status = ended;
    upsertSearchAttributes([{ key: statusAttribute, value: ended }]);
  };
  let nodes: readonly NodeEnd[];
  try {
    nodes = await ledToEnd(input, drive, story);
  } catch (thrown) {
    // It could not begin, or its end could not be written.
    end(isCancellation(thrown) ? 'cancelled' : 'failed');
    throw thrown;
  }
  const ended = statusOf(nodes);
  end(ended);
  if (ended === 'succeeded') return { run, status: ended };
  if (ended === 'cancelled') throw new CancelledFailure(`run ${run} was cancelled`);
  throw ApplicationFailure.create({ type: 'RunFailed', nonRetryable: true, message: failedRunText(nodes) });
}

/** What is told of a run while it goes, and what is told to it. */
interface Story {
  readonly log: ProgressLog;
  readonly hands: Hands;
  /** Steps that are at work or have ended. */
  readonly begun: Set<string>;
}

function createStory(input: PipelineRunInput): Story {
  const begun = new Set<string>();
  return { log: createProgressLog(), hands: createHands(input, node => begun.has(node)), begun };
}

/** Begins the run, runs its steps and writes its end. @returns what became of each step */
async function ledToEnd(
  input: PipelineRunInput,
  drive: ReturnType<typeof driveOf>,
  { log, hands, begun }: Story,
): Promise<readonly NodeEnd[]> {
  const { plan, run } = input;
  const epoch = workflowInfo().runStartTime.getTime();
  const begin = activityOptions('db', 'workflow', 'begin', input.heartbeatMs);
  await untilTaken(() => scheduleActivity('beginRun', [{ run, plan, epoch }], begin), log.waits(null));
  const port = createNodePort(input, hands, log);
  const final = await drive(plan, {
    ...port,
    record: delta => {
      begun.add(delta.node);
      port.record(delta);
      setCurrentDetails(detailsOf(plan.nodes, begun));
    },
  });
  const nodes = plan.nodes.map(({ id }) => ({ ...port.endOf(id), status: final[id]! }));
  const finalised: FinaliseInput = {
    ...{ run, project: plan.project, pipeline: plan.pipeline, client: plan.client },
    ...{ epoch, status: statusOf(nodes), nodes },
  };
  const finish = activityOptions('db', 'workflow', 'end', input.heartbeatMs);
  await CancellationScope.nonCancellable(() =>
    untilTaken(() => scheduleActivity('finaliseRun', [finalised], finish), log.waits(null)),
  );
  return nodes;
}

function statusOf(nodes: readonly NodeEnd[]): FinaliseInput['status'] {
  const all = nodes.map(node => node.status);
  if (all.includes('failed')) return 'failed';
  return all.includes('cancelled') ? 'cancelled' : 'succeeded';
}

const detailsOf = (nodes: readonly { readonly id: string }[], begun: ReadonlySet<string>): string =>
  `${[...nodes].filter(({ id }) => begun.has(id)).length} of ${nodes.length} steps begun or ended`;
