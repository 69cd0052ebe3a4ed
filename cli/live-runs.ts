import { asVerbatimError } from '../core/errors.ts';
import { findRunRows } from '../core/warehouse/run-read.ts';
import type { RunInfo } from '../core/warehouse/runs.ts';
import type { Warehouse } from '../core/warehouse/warehouse.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import type { Execution } from '../workflows/client/locate-run.ts';
import { databaseUrl } from './database-url.ts';
import { openTemporal } from './temporal.ts';
import type { Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/** Where runs are looked for. */
interface Place {
  readonly workspace: Workspace;
  readonly terminal: Terminal;
}

/**
 * Stored runs with the status that the Temporal server gives to those that are at work as far as the warehouse knows: a
 * workflow that was ended by force wrote no end. Before them those that the server has at work and that have written
 * nothing yet. Without the server the warehouse's word stays, and a note says so.
 */
export async function withLiveRuns(
  { workspace, terminal }: Place,
  { warehouse, client, stored }: { warehouse: Warehouse | null; client: string | null; stored: readonly RunInfo[] },
): Promise<readonly RunInfo[]> {
  if (!stored.some(isAtWork) && !namesServer(workspace)) return stored;
  const live = await askServer({ workspace, terminal }, async temporal => {
    const { listActive } = await import('../workflows/client/locate-run.ts');
    const project = workspace.project.spec?.project ?? '';
    const unwritten: RunInfo[] = [];
    for (const execution of await listActive(temporal, { project, client })) {
      const written = warehouse !== null && (await findRunRows(warehouse, execution.run!)) !== null;
      if (!written) unwritten.push(await infoOf(temporal, execution));
    }
    return [...unwritten, ...(await withStatus(temporal, stored))];
  });
  return live ?? stored;
}

/** One stored run with the status that the server gives to it. */
export async function withLiveStatus(place: Place, run: RunInfo): Promise<RunInfo> {
  if (!isAtWork(run)) return run;
  return (await askServer(place, temporal => withStatus(temporal, [run])))?.[0] ?? run;
}

/** A run that the server has at work under an id that no warehouse knows; `null` when there is none, or no server. */
export async function findLiveRun(place: Place, id: string): Promise<RunInfo | null> {
  if (!namesServer(place.workspace)) return null;
  return await askServer(place, async temporal => {
    const { locateActive } = await import('../workflows/client/locate-run.ts');
    const execution = await locateActive(temporal, id);
    return execution && (await infoOf(temporal, execution));
  });
}

const isAtWork = (run: RunInfo): boolean => run.engine === 'temporal' && run.status === 'running';

/** Workers write to PostgreSQL alone. */
const namesServer = (workspace: Workspace): boolean =>
  databaseUrl(workspace) !== null && Boolean(workspace.project.environment.find('TEMPORAL_ADDRESS')?.value);

async function askServer<T>(
  { workspace, terminal }: Place,
  ask: (temporal: TemporalClient) => Promise<T>,
): Promise<T | null> {
  try {
    const temporal = await openTemporal(workspace);
    try {
      return await ask(temporal);
    } finally {
      await temporal.close();
    }
  } catch (thrown) {
    const { code, message } = asVerbatimError(thrown);
    terminal.note(`${code} ${message}; of runs on Temporal this is what was last written`);
    return null;
  }
}

async function withStatus(temporal: TemporalClient, runs: readonly RunInfo[]): Promise<readonly RunInfo[]> {
  const { locateRun } = await import('../workflows/client/locate-run.ts');
  const live: RunInfo[] = [];
  for (const run of runs) {
    const status = isAtWork(run) ? (await locateRun(temporal, run.id, run))?.status : undefined;
    live.push(status === undefined ? run : { ...run, status });
  }
  return live;
}

async function infoOf(temporal: TemporalClient, execution: Execution): Promise<RunInfo> {
  const { planOfExecution } = await import('../workflows/client/locate-run.ts');
  const { pipeline, client, window, timezone, asOf, digest } = await planOfExecution(temporal, execution);
  return {
    ...{ id: execution.run!, pipeline, client, engine: 'temporal', status: execution.status, window, timezone, asOf },
    ...{ startedAt: execution.startedAt.toISOString(), endedAt: null, planDigest: digest },
  };
}
