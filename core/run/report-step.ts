import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RenderedReport, Theme } from '../model/render.ts';
import type { ReportModel } from '../model/report.ts';
import type { ConnectorNode, Plan, ReportNode } from '../plan/plan.ts';
import { type NodeResult, noCounts, type ReportResult } from '../plan/result.ts';
import type { Receipt } from '../plugin/sink.ts';
import { buildReport } from '../report/build.ts';
import { restate } from '../report/restate.ts';
import { type Issue, issueReport, latestClosedIssue } from '../warehouse/issues.ts';
import { kpiNodeOf, loadKpis } from './kpi-definitions.ts';
import { loadTheme } from './load-theme.ts';
import { callPlugin } from './plugin-call.ts';
import { parseOptions } from './plugin-options.ts';
import { createReportReader } from './report-reader.ts';
import { type Attempt, contextOf, type Runtime } from './runtime.ts';

/**
 * Builds a report's model, freezes it, lays it out in each language and delivers the files. Running it again issues the
 * same model and delivers the same files.
 */
export async function runReportStep(node: ReportNode, runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
  const startedAt = performance.now();
  const theme = await loadTheme(node, runtime.root);
  const model = await buildModel(node, runtime, attempt.plan);
  attempt.signal.throwIfAborted();
  const issue = await issueReport(runtime.warehouse, { run: attempt.run, report: node.id, model });
  const workshop = join(runtime.stateDir, 'work', `${attempt.run.id}-${node.id}`);
  await mkdir(workshop, { recursive: true });
  try {
    const modelFile = join(workshop, `${model.name}-${node.use}.json`);
    await writeFile(modelFile, `${JSON.stringify(model, null, 2)}\n`);
    const modelReceipt = await deliver(node, runtime, attempt, issue, modelFile, 'application/json');
    const reports: ReportResult[] = [];
    for (const language of node.languages) {
      const rendered = await renderLanguage(node, runtime, attempt, model, theme, language, workshop);
      reports.push(await deliverReport(node, runtime, attempt, issue, model, language, rendered, modelReceipt));
    }
    return { counts: noCounts, ms: Math.round(performance.now() - startedAt), parts: [], reports, notes: [] };
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** The model of a report over what the warehouse holds now, which says so when a closed period is restated by it. */
export async function buildModel(node: ReportNode, runtime: Runtime, plan: Plan): Promise<ReportModel> {
  const kpiNode = kpiNodeOf(plan);
  const kpis = kpiNode ? await loadKpis(kpiNode, runtime) : [];
  const model = await buildReport(
    { node, plan, kpis, scales: scalesOf(plan) },
    createReportReader(runtime.warehouse, plan, node, kpis),
  );
  const { pipeline, window } = model;
  return restate(model, await latestClosedIssue(runtime.warehouse, { pipeline, report: node.id, window }));
}

function scalesOf(plan: Plan): Readonly<Record<string, readonly [number, number]>> {
  const questions = plan.nodes
    .filter((node): node is ConnectorNode => node.kind === 'connector')
    .flatMap(node => node.map.questions);
  return Object.fromEntries(
    questions.flatMap(question => (question.scale === null ? [] : [[question.id, question.scale]])),
  );
}

function renderLanguage(
  node: ReportNode,
  runtime: Runtime,
  attempt: Attempt,
  model: ReportModel,
  theme: Partial<Theme>,
  language: 'fr' | 'en',
  into: string,
): Promise<RenderedReport> {
  return runtime.renderer().then(renderer =>
    renderer.render(
      {
        model,
        language,
        theme,
        templateRoots: runtime.templateRoots,
        into,
        fileName: `${model.name}-${node.use}-${language}`,
      },
      attempt.signal,
    ),
  );
}

async function deliverReport(
  node: ReportNode,
  runtime: Runtime,
  attempt: Attempt,
  issue: Issue,
  model: ReportModel,
  language: string,
  rendered: RenderedReport,
  modelReceipt: Receipt,
): Promise<ReportResult> {
  const pdf = await deliver(node, runtime, attempt, issue, rendered.pdf, 'application/pdf');
  await deliver(node, runtime, attempt, issue, rendered.html, 'text/html');
  await deliver(node, runtime, attempt, issue, rendered.annex, 'text/csv');
  await deliver(node, runtime, attempt, issue, rendered.thumbnail, 'image/png');
  return {
    name: node.use,
    language,
    audience: node.audience,
    status: model.status === 'final' ? 'published' : 'caveat',
    path: pdf.location,
    pages: rendered.pages,
    bytes: rendered.bytes,
    sha256: rendered.sha256,
    model: modelReceipt.location,
  };
}

/** Hands a file to every sink of the report. The first sink's receipt says where a reader finds it. */
async function deliver(
  node: ReportNode,
  runtime: Runtime,
  attempt: Attempt,
  issue: Issue,
  path: string,
  mediaType: string,
): Promise<Receipt> {
  const bytes = await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const name = basename(path);
  const delivery = { path, name, mediaType, sha256, idempotencyKey: `${issue.id}/${name}` };
  const receipts: Receipt[] = [];
  for (const use of node.deliver) {
    const sink = await runtime.registry.load('sink', use.use);
    attempt.signal.throwIfAborted();
    const context = {
      ...contextOf(runtime, attempt, parseOptions(sink, use.options, runtime)),
      root: runtime.outRoot,
    };
    receipts.push(await callPlugin(use.use, () => sink.deliver(context, delivery)));
  }
  return receipts[0]!;
}
