import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import { failedStepText, hintLine } from '../../core/plan/failure.ts';
import { isStepActivity } from '../client/wait-watch.ts';
import { nodeOfActivity } from '../contract.ts';
import { detailsOf } from '../failures.ts';

/**
 * Sends what the worker of this process has to tell to one place, and leaves its signals to its caller. Once per
 * process, before anything else of a worker.
 *
 * @param say - gets a line: a warning of the worker, or what a step tells
 */
export function installWorkerLog(say: (line: string) => void): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('INFO', entry => {
      const line = lineOf(entry);
      if (line !== null) say(line);
    }),
  });
}

const worthTelling: ReadonlySet<string> = new Set(['WARN', 'ERROR']);

/** Of the worker's own doings only warnings; of a step's all that it tells, which holds no customer text. */
function lineOf({ level, message, meta }: LogEntry): string | null {
  // Each queue has a poller of one kind, on purpose.
  if (/^No \w+ registered, not polling/.test(message)) return null;
  const given = (meta ?? {}) as Readonly<Record<string, unknown>>;
  if (!worthTelling.has(level) && given.sdkComponent !== 'activity') return null;
  const { workflowId, activityId, activityType, attempt, fields, error } = given;
  const named = { workflowId, activityId, attempt, ...(fields as object | undefined) };
  const text = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [` ${name}=${value}`]));
  const failed = detailsOf(error);
  if (failed !== null && isStepActivity(String(activityType))) {
    const told = failedStepText(nodeOfActivity(String(activityId)), failed.attempts, failed.failure);
    return `${level.toLowerCase()} ${told}${text.join('')}${hintLine(failed.failure)}`;
  }
  return `${level.toLowerCase()} ${message}${error instanceof Error ? ` ${error.message}` : ''}${text.join('')}`;
}
