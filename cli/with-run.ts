import type { VerbatimError } from '../core/errors.ts';
import type { RunRows } from '../core/warehouse/run-read.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import type { Execution } from '../workflows/client/locate-run.ts';
import { databaseUrl } from './database-url.ts';
import { findExecution } from './find-execution.ts';
import { findStoredRun, noSuchRun, type StoredRun } from './stored-run.ts';
import { openTemporal } from './temporal.ts';
import type { Workspace } from './workspace.ts';

/** What a command does with a run, by where it is; each gives the exit code. */
interface Places {
  /** It has ended, as the warehouse tells. */
  readonly ended: (run: StoredRun) => number | Promise<number>;
  /** A "verbatim run" process is at work on it, which nobody else can reach. */
  readonly inProcess: (rows: RunRows) => VerbatimError;
  /** Temporal has it, or the backfill or workflow of this id. */
  readonly onTemporal: (execution: Execution, temporal: TemporalClient) => Promise<number>;
}

/** Which run a command is about. */
interface Asked {
  /** The run's id, or its workflow's. */
  readonly id: string;
  /** As `--client` names it. */
  readonly client: string | undefined;
}

/**
 * Finds a run by its id, does what its place asks for, and closes what was opened for that.
 *
 * @throws VB1405, VB4001, VB6002 when neither a warehouse nor Temporal knows it, VB6005, VB6007, VB6009, and what
 *   `inProcess` gives
 */
export async function withRun(
  workspace: Workspace,
  { id, client }: Asked,
  { ended, inProcess, onTemporal }: Places,
): Promise<number> {
  const stored = await findStoredRun(workspace, client, id);
  try {
    if (stored !== null && stored.rows.status !== 'running') return await ended(stored);
    if (stored?.rows.engine === 'in-process') throw inProcess(stored.rows);
    // Only a server could know it now, and none can work for an embedded store.
    if (databaseUrl(workspace) === null && !id.startsWith('verbatim/')) throw noSuchRun(id);
    const temporal = await openTemporal(workspace);
    try {
      return await onTemporal(await findExecution(temporal, id, stored?.rows ?? null), temporal);
    } finally {
      await temporal.close();
    }
  } finally {
    await stored?.warehouse.close();
  }
}
