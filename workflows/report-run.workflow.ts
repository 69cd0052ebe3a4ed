import { scheduleActivity } from '@temporalio/workflow';
import { activityIdOf, type ReportRunInput, type StepOutput } from './contract.ts';
import { activityOptions } from './policies.ts';

/** Renders and delivers one report of a run. A workflow of its own, so that it can be run again alone. */
export async function reportRun({ step, summary, heartbeatMs }: ReportRunInput): Promise<StepOutput> {
  return await scheduleActivity<StepOutput>('runRenderStep', [step], {
    ...activityOptions('render', 'render', summary, heartbeatMs),
    activityId: activityIdOf(step),
  });
}
