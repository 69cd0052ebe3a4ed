import { asVerbatimError } from '../core/errors.ts';
import type { Check } from '../core/plugin/connector.ts';
import type { Project } from '../core/spec/project.ts';
import { connect, request, type TemporalClient } from '../workflows/client/client.ts';
import { missingSearchAttributes, registerSearchAttributes } from '../workflows/client/register.ts';
import { registerNamespace, retentionDays } from '../workflows/client/register-namespace.ts';
import { securityOf, type TemporalTarget } from '../workflows/client/target.ts';
import { hasBusyWorker, workerCommand, workersAt } from '../workflows/client/task-queues.ts';
import { type QueueKind, queues } from '../workflows/contract.ts';
import { temporalTarget } from './temporal.ts';

const kinds = Object.keys(queues) as QueueKind[];

/** Looks at the server of a project; what the project says of it may be wrong already. */
export async function checkServer(project: Project, fix: boolean): Promise<readonly Check[]> {
  try {
    return await checkTemporal(temporalTarget(project), fix);
  } catch (thrown) {
    return [faultOf('temporal', thrown)];
  }
}

/**
 * Looks at a Temporal server as a run needs it: it answers, has the namespace and the search attributes, and every
 * queue has a worker. A queue without one is a warning, since its worker may be started later.
 *
 * @param fix - makes the namespace and adds the search attributes where they are missing
 */
export function checkTemporal(target: TemporalTarget, fix: boolean): Promise<readonly Check[]> {
  return withServer(target, fix, async temporal => {
    const { serverVersion } = await request(temporal, () => temporal.client.workflowService.getSystemInfo({}));
    const where = `${target.address} ${securityOf(target)}, namespace ${target.namespace}`;
    const checks = [
      check('temporal', 'ok', `${where}, server ${serverVersion || 'of unknown version'}`),
      await checkSearchAttributes(temporal, fix),
    ];
    for (const kind of kinds) checks.push(await checkQueue(temporal, kind));
    return checks;
  });
}

const check = (id: string, status: Check['status'], message: string, fix: string | null = null): Check => ({
  ...{ id, status, message, fix },
});

function faultOf(id: string, thrown: unknown): Check {
  const { code, message, hint } = asVerbatimError(thrown);
  return check(id, 'fail', `${code} ${message}`, hint);
}

async function withServer(
  target: TemporalTarget,
  fix: boolean,
  work: (temporal: TemporalClient) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    const made = fix && (await makeNamespace(target));
    const temporal = await connect(target);
    try {
      return [...(made ? [made] : []), ...(await work(temporal))];
    } finally {
      await temporal.close();
    }
  } catch (thrown) {
    return [faultOf('temporal', thrown)];
  }
}

/** `null` when the server has it. */
async function makeNamespace(target: TemporalTarget): Promise<Check | null> {
  if (await hasNamespace(target)) return null;
  await registerNamespace(target);
  const message = `made ${target.namespace}; the server keeps the history of a run that has ended for ${retentionDays} days`;
  return check('namespace', 'ok', message);
}

async function hasNamespace(target: TemporalTarget): Promise<boolean> {
  try {
    await (await connect(target)).close();
    return true;
  } catch (thrown) {
    if (asVerbatimError(thrown).code === 'VB6007') return false;
    throw thrown;
  }
}

async function checkSearchAttributes(temporal: TemporalClient, fix: boolean): Promise<Check> {
  const id = 'search attributes';
  try {
    const added = fix ? await registerSearchAttributes(temporal) : [];
    if (added.length > 0) return check(id, 'ok', `added ${added.join(', ')}`);
  } catch (thrown) {
    return faultOf(id, thrown);
  }
  const missing = await missingSearchAttributes(temporal);
  if (missing.length === 0) return check(id, 'ok', 'as runs need them');
  return check(id, 'fail', `the namespace lacks ${missing.join(', ')}`, 'verbatim doctor --fix');
}

async function checkQueue(temporal: TemporalClient, kind: QueueKind): Promise<Check> {
  const alive = await workersAt(temporal, kind);
  const id = `queue ${kind}`;
  if (alive.length === 0) {
    // One with all hands full does not ask.
    if (await hasBusyWorker(temporal, kind)) return check(id, 'ok', `${queues[kind]}: its workers have all hands full`);
    return check(id, 'warn', `nobody takes work from ${queues[kind]}`, workerCommand([kind]));
  }
  return check(id, 'ok', `${queues[kind]}: ${alive.length === 1 ? '1 worker' : `${alive.length} workers`}`);
}
