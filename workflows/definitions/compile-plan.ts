import { scheduleActivity } from '@temporalio/workflow';
import type { Plan } from '../../core/plan/plan.ts';
import type { CompileInput } from '../contract.ts';
import { activityOptions } from './policies.ts';
import { untilTaken } from './until-taken.ts';

/** Has a worker compile a pipeline as its project's files are now. */
export const compilePlan = (input: CompileInput): Promise<{ readonly run: string; readonly plan: Plan }> =>
  untilTaken(() => scheduleActivity('compilePlan', [input], activityOptions('db', 'workflow', 'compile')));
