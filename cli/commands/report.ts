import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { VerbatimError } from '../../core/errors.ts';
import { windowName } from '../../core/model/window-name.ts';
import type { Plan, ReportNode } from '../../core/plan/plan.ts';
import { clientFlag } from '../../core/run/client-flag.ts';
import { loadTheme } from '../../core/run/load-theme.ts';
import { buildModel } from '../../core/run/report-step.ts';
import { listReports } from '../../core/warehouse/issues.ts';
import type { Command } from '../command.ts';
import { type WindowOptions, windowOf } from '../options.ts';
import { openPipeline, planOf } from '../pipeline.ts';
import { interruptible } from '../signals.ts';
import { hasStore, withStored } from '../stored-warehouse.ts';
import { type OpenRuntime, openRuntime, openWorkspace, type Workspace } from '../workspace.ts';

interface Options extends WindowOptions {
  readonly client?: string;
  readonly report?: string;
  readonly asOf?: string;
}

/** Prints the reports that were issued: each version of each month. */
export const reportList: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const { ref, spec } = await openPipeline(workspace, args[0]!, options.client ?? null);
  return await withStored(workspace, ref.client, async warehouse => {
    const reports = warehouse === null ? [] : await listReports(warehouse, { pipeline: ref.id });
    if (terminal.options.format === 'jsonl') for (const report of reports) terminal.row({ ...report });
    else terminal.document({ reports });
    if (reports.length === 0) terminal.note('no report was issued yet');
    for (const { window, report, version, digest, restates, issuedAt } of reports) {
      const which = `${windowName(window, spec.timezone)}  ${report}  version ${version}`;
      const what = restates === null ? '' : `  restates version ${restates}`;
      terminal.line(`${which}  ${digest}  ${issuedAt}${what}`);
    }
    return 0;
  });
};

/** Lays a report out from what the warehouse holds now, without reading sources and without issuing it. */
export const reportRender: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const pipeline = await openPipeline(workspace, args[0]!, options.client ?? null);
  const plan = await planOf(workspace, pipeline, { window: windowOf(options, pipeline.spec.timezone) });
  const all = plan.nodes.filter((node): node is ReportNode => node.kind === 'report');
  const chosen =
    options.report === undefined ? all : all.filter(node => node.use === options.report || node.id === options.report);
  if (chosen.length === 0) {
    throw new VerbatimError(
      'VB1215',
      `pipeline "${plan.pipeline}" has no report${options.report === undefined ? '' : ` "${options.report}"`}`,
      {
        hint: `it has: ${all.map(node => node.use).join(', ') || 'none'}`,
      },
    );
  }
  if (!(await hasStore(workspace, pipeline.ref.client))) {
    throw new VerbatimError('VB6002', 'nothing ran yet, so there is nothing to lay out', {
      hint: `run it first: verbatim run ${plan.pipeline}${clientFlag(plan)}`,
    });
  }
  const runtime = await openRuntime(workspace, pipeline.ref.client);
  const into = join(workspace.outRoot, 'out', 'preview');
  await mkdir(into, { recursive: true });
  try {
    const render = (signal: AbortSignal) => renderAll({ chosen, runtime, plan, workspace, into, signal });
    const ended = await interruptible(
      terminal,
      (signal, interruptedBy) =>
        render(signal).catch((thrown: unknown) => {
          const code = interruptedBy();
          if (code === null) throw thrown;
          return code;
        }),
      'stopping (once more to stop at once)',
    );
    if (typeof ended === 'number') return ended;
    terminal.document({ reports: ended });
    for (const report of ended) terminal.line(report.path);
    return 0;
  } finally {
    await runtime.close();
  }
};

interface RenderAll {
  readonly chosen: readonly ReportNode[];
  readonly runtime: OpenRuntime;
  readonly plan: Plan;
  readonly workspace: Workspace;
  /** Absolute folder of the files. */
  readonly into: string;
  readonly signal: AbortSignal;
}

/** Each report in each of its languages, with paths from the current folder. */
async function renderAll({ chosen, runtime, plan, workspace, into, signal }: RenderAll) {
  const rendered = [];
  for (const node of chosen) {
    const theme = await loadTheme(node, runtime.root);
    const model = await buildModel(node, runtime, plan);
    for (const language of node.languages) {
      const fileName = `${model.name}-${node.use}-${language}`;
      const files = await (await runtime.renderer()).render(
        { model, language, theme, templateRoots: workspace.templateRoots, into, fileName },
        signal,
      );
      rendered.push({
        ...{ name: node.use, language, pages: files.pages, bytes: files.bytes, sha256: files.sha256 },
        path: relative(process.cwd(), files.pdf),
        html: relative(process.cwd(), files.html),
      });
    }
  }
  return rendered;
}
