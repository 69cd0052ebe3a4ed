import type { ReportRunInput, StepOutput } from '../contract.ts';
import { activityOptions } from './policies.ts';
import { runStep } from './run-step.ts';

/** Renders and delivers one report of a run. A workflow of its own, so that it can be run again alone. */
export async function reportRun({ step, summary, heartbeatMs }: ReportRunInput): Promise<StepOutput> {
  return await runStep('runRenderStep', step, activityOptions('render', 'render', summary, heartbeatMs));
}
