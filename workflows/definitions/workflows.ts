/** What the workflow bundle holds. */
export { backfillRun } from './backfill-run.workflow.ts';
export { pipelineRun } from './pipeline-run.workflow.ts';
export { reportRun } from './report-run.workflow.ts';
export { scheduledPipeline } from './scheduled-pipeline.workflow.ts';
