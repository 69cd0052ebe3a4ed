import { readMetrics } from '../../core/run/metrics.ts';
import type { Command } from '../command.ts';
import { type WindowOptions, windowOf } from '../options.ts';
import { openPipeline, planOf } from '../pipeline.ts';
import { withStored } from '../stored-warehouse.ts';
import { openWorkspace } from '../workspace.ts';

interface Options extends WindowOptions {
  readonly client?: string;
  readonly kpi?: string;
  readonly by?: string;
}

/** Prints the KPIs of a pipeline over a window, as of the last run. */
export const metrics: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const pipeline = await openPipeline(workspace, args[0]!, options.client ?? null);
  const plan = await planOf(workspace, pipeline, { window: windowOf(options, pipeline.spec.timezone) });
  const query = { window: plan.window, ...queryOf(options) };
  return await withStored(workspace, pipeline.ref.client, async warehouse => {
    const { registry, project } = workspace;
    const { environment, root } = project;
    if (warehouse === null) terminal.note('nothing was loaded yet');
    const values = await readMetrics(plan, { registry, warehouse, environment, root }, query);
    if (terminal.options.format === 'jsonl') for (const value of values) terminal.row({ ...value });
    else terminal.document({ window: plan.window, metrics: values });
    terminal.line(`${plan.window.from} to ${plan.window.to}`);
    for (const { kpi, cell, value, n, low, high, unit } of values) {
      const where =
        Object.entries(cell)
          .map(([dimension, of]) => `${dimension}=${of ?? '(not given)'}`)
          .join(' ') || 'all';
      const interval = low === null || high === null ? '' : `  [${low.toFixed(1)} … ${high.toFixed(1)}]`;
      terminal.line(
        `  ${kpi.padEnd(14)} ${where.padEnd(34)} ${(value === null ? 'n/a' : value.toFixed(1)).padStart(8)} ${unit.padEnd(8)} n ${String(n).padStart(6)}${interval}`,
      );
    }
    return 0;
  });
};

/** What the options ask of the KPIs. */
const queryOf = ({ kpi, by }: Options) => ({
  ...(kpi === undefined ? {} : { kpi }),
  ...(by === undefined
    ? {}
    : {
        by: by
          .split(',')
          .map(name => name.trim())
          .filter(Boolean),
      }),
});
