import { join } from 'node:path';
import { discoverPlugins } from '../core/plugin/discover.ts';
import { createRegistry, type Registry } from '../core/plugin/registry.ts';
import type { Runtime } from '../core/run/runtime.ts';
import { listedPlugins, withPluginFaults } from '../core/spec/listed-plugins.ts';
import { findProjectRoot, loadProject, type Project } from '../core/spec/project.ts';
import type { OpenOptions, Warehouse, WarehouseTarget } from '../core/warehouse/warehouse.ts';
import { builtinPlugins } from '../plugins/builtin.ts';
import type { GlobalOptions } from './command.ts';
import { databaseUrl } from './database-url.ts';
import { packageInfo } from './package-info.ts';
import { createSharedRenderer, type SharedRenderer } from './shared-renderer.ts';

/** A project with its plugins, before any store is opened. */
export interface Workspace {
  readonly project: Project;
  readonly registry: Registry;
  /** Absolute: embedded stores, caches, locks. */
  readonly stateDir: string;
  /** Absolute folder that relative delivery paths start from. */
  readonly outRoot: string;
  readonly templateRoots: readonly string[];
}

/** A workspace with a client's warehouse open; close it, or the process stays alive. */
export interface OpenRuntime extends Runtime {
  readonly close: () => Promise<void>;
}

/**
 * Opens the project that a command works in. A plugin that cannot be used stands among the project's diagnostics.
 *
 * @throws VB1403 no project
 */
export async function openWorkspace(global: GlobalOptions): Promise<Workspace> {
  const root = await findProjectRoot(global.cwd);
  return workspaceAt(root, root, global);
}

/**
 * @param root - the project's folder
 * @param home - folder for its state and output; the project's own but for the shipped demo
 */
export async function workspaceAt(root: string, home: string, global: GlobalOptions): Promise<Workspace> {
  const project = await loadProject(root, { environment: global.env ?? null, variables: process.env });
  const { entries, faults } = await discoverPlugins(
    project.root,
    listedPlugins(project),
    builtinPlugins,
    () => import('../core/sdk.ts'),
  );
  return {
    project: withPluginFaults(project, faults),
    registry: createRegistry([...builtinPlugins, ...entries]),
    stateDir: join(home, '.verbatim'),
    outRoot: home,
    templateRoots: [join(project.root, 'reports/templates'), join(packageInfo().root, 'reports/templates')],
  };
}

/** Opens the warehouse of a client: PostgreSQL when `DATABASE_URL` or its file is set, else the embedded store of the project. */
export async function openClientWarehouse(
  workspace: Workspace,
  client: string | null,
  options: OpenOptions = {},
): Promise<Warehouse> {
  // Imported here, so that a command that opens no store loads no database code.
  const [{ openWarehouse }, { loadCustomerKey }] = await Promise.all([
    import('../core/warehouse/open.ts'),
    import('../core/warehouse/customer-key.ts'),
  ]);
  return openWarehouse(
    { ...targetOf(workspace, client), customerKey: await loadCustomerKey(workspace.stateDir, process.env) },
    options,
  );
}

/** Where the warehouse of a client is. */
export const targetOf = (workspace: Workspace, client: string | null): Omit<WarehouseTarget, 'customerKey'> => ({
  url: databaseUrl(workspace),
  dir: join(workspace.stateDir, 'store', client ?? '_'),
  client,
});

/**
 * All that a step works with. The browser is looked for when the first report is rendered.
 *
 * @param shared - renders for other runtimes too, and is closed by its owner; one of its own when left out
 */
export async function openRuntime(
  workspace: Workspace,
  client: string | null,
  options: OpenOptions = {},
  shared?: SharedRenderer,
): Promise<OpenRuntime> {
  const warehouse = await openClientWarehouse(workspace, client, options);
  const renderer = shared ?? createSharedRenderer();
  const { registry, stateDir, outRoot, templateRoots, project } = workspace;
  return {
    registry,
    warehouse,
    root: project.root,
    stateDir,
    outRoot,
    templateRoots,
    environment: project.environment,
    renderer: renderer.get,
    close: async () => {
      if (shared === undefined) await renderer.close();
      await warehouse.close();
    },
  };
}
