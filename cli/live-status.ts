import { asVerbatimError } from '../core/errors.ts';
import type { RunInfo } from '../core/warehouse/runs.ts';
import { openTemporal } from './temporal.ts';
import type { Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/**
 * Runs with the status that the Temporal server gives to those that are at work as far as the warehouse knows: a workflow
 * that was ended by force wrote no end. Without the server the warehouse's word stays, and a note says so.
 */
export async function withLiveStatus(
  workspace: Workspace,
  terminal: Terminal,
  runs: readonly RunInfo[],
): Promise<readonly RunInfo[]> {
  const atWork = (run: RunInfo): boolean => run.engine === 'temporal' && run.status === 'running';
  if (!runs.some(atWork)) return runs;
  try {
    const temporal = await openTemporal(workspace);
    try {
      const { locateRun } = await import('../workflows/client/locate-run.ts');
      const live: RunInfo[] = [];
      for (const run of runs) {
        const status = atWork(run) ? (await locateRun(temporal, run.id, run))?.status : undefined;
        live.push(status === undefined ? run : { ...run, status });
      }
      return live;
    } finally {
      await temporal.close();
    }
  } catch (thrown) {
    const { code, message } = asVerbatimError(thrown);
    terminal.note(`${code} ${message}; the status of runs on Temporal is the one that was last written`);
    return runs;
  }
}
