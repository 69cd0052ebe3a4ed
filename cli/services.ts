import type { Plan } from '../core/plan/plan.ts';
import { findProjectRoot } from '../core/spec/project.ts';
import type { CompileInput } from '../workflows/contract.ts';
import type { Services } from '../workflows/worker/services.ts';
import type { GlobalOptions } from './command.ts';
import { faultOf, InvalidFiles } from './invalid-files.ts';
import { openPipeline, planOf, requireTemplates } from './pipeline.ts';
import { createSharedRenderer } from './shared-renderer.ts';
import { requirePostgres } from './temporal.ts';
import { type OpenRuntime, openRuntime, type Workspace, workspaceAt } from './workspace.ts';

/** What services are made from; plain JSON, so that a thread can make its own. */
export interface ServicesOptions extends GlobalOptions {
  /** Folder for state and output, where it is not the project's own. */
  readonly home?: string;
  /** Sessions at most with each client's database. */
  readonly width: number;
  /** Reports at once, over all clients; the renderer's own number when left out. */
  readonly reports?: number;
}

/**
 * A project's services for a worker: one open runtime per client, made on first use, and one renderer for all of them.
 *
 * @throws VB1403 no project · VB6009 when there is no PostgreSQL: an embedded store belongs to one process
 */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const root = await findProjectRoot(options.cwd);
  const open = (): Promise<Workspace> => workspaceAt(root, options.home ?? root, options);
  return servicesOf(await open(), open, options);
}

/**
 * Services of a workspace that is open.
 *
 * @param open - opens it anew, for the files as they are then
 * @throws VB6009
 */
export function servicesOf(
  workspace: Workspace,
  open: () => Promise<Workspace>,
  { width, reports }: Pick<ServicesOptions, 'width' | 'reports'>,
): Services {
  requirePostgres(workspace);
  const renderer = createSharedRenderer(reports);
  const runtimes = new Map<string | null, Promise<OpenRuntime>>();
  return {
    project: workspace.project.spec?.project ?? null,
    runtimeFor: client => {
      const known = runtimes.get(client);
      if (known) return known;
      const opening = openRuntime(workspace, client, { width, applicationName: 'verbatim worker' }, renderer);
      runtimes.set(client, opening);
      // A database that was away for a moment is asked again by the next step.
      opening.catch(() => runtimes.delete(client));
      return opening;
    },
    compile: async input => compile(await open(), input),
    close: async () => {
      const opened = await Promise.allSettled(runtimes.values());
      await renderer.close();
      for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
    },
  };
}

async function compile(
  workspace: Workspace,
  { pipeline, client, window, asOf, fullRefresh }: CompileInput,
): Promise<Plan> {
  try {
    const opened = await openPipeline(workspace, pipeline, client);
    await requireTemplates(workspace, opened);
    return await planOf(workspace, opened, { window, asOf, fullRefresh });
  } catch (thrown) {
    throw thrown instanceof InvalidFiles ? faultOf(thrown) : thrown;
  }
}
