import { asVerbatimError } from '../core/errors.ts';
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
  /** It is the work of a "verbatim run" process, if that still lives. */
  readonly inProcess: (run: StoredRun) => number | Promise<number>;
  /** Temporal has it, or the backfill or workflow of this id; the warehouse may have it too. */
  readonly onTemporal: (execution: Execution, temporal: TemporalClient, stored: StoredRun | null) => Promise<number>;
  /** The warehouse says that it is at work, and Temporal has lost it; VB6002 when left out. */
  readonly lost?: (run: StoredRun) => Promise<number>;
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
 * @throws VB1405, VB4001, VB6002 when neither a warehouse nor Temporal knows it, VB6005, VB6007, VB6009
 */
export async function withRun(
  workspace: Workspace,
  { id, client }: Asked,
  { ended, inProcess, onTemporal, lost }: Places,
): Promise<number> {
  const stored = await findStoredRun(workspace, client, id);
  try {
    if (stored !== null && stored.rows.status !== 'running') return await ended(stored);
    if (stored?.rows.engine === 'in-process') return await inProcess(stored);
    // Only a server could know it now, and none can work for an embedded store.
    if (databaseUrl(workspace) === null && !id.startsWith('verbatim/')) throw noSuchRun(id);
    const temporal = await openTemporal(workspace);
    try {
      const execution = await findExecution(temporal, id, stored?.rows ?? null).catch((thrown: unknown) => {
        if (asVerbatimError(thrown).code === 'VB6002' && stored !== null && lost !== undefined) return null;
        throw thrown;
      });
      return execution === null ? await lost!(stored!) : await onTemporal(execution, temporal, stored);
    } finally {
      await temporal.close();
    }
  } finally {
    await stored?.warehouse.close();
  }
}
