import type { Json } from '../model/digest.ts';
import type { Window } from '../model/window.ts';
import type { Registry } from '../plugin/registry.ts';
import { timeDimensions } from '../spec/dimensions.ts';
import type { RunName } from '../spec/reference.ts';
import type { PipelineSpec, ReportSpec } from '../spec/spec.ts';
import type { ConnectorNode, KpiNode, KpiUse, PlanNode, ReportNode, SegmentationNode, SentimentNode } from './plan.ts';
import { loadUse } from './plugin-use.ts';

type Run = Readonly<Record<RunName, string>>;

/** Below 5 answers a figure could tell on a person; it is never published. */
const smallestBase = 5;
const usualBase = 30;

/**
 * Sentiment and segmentation nodes in the pipeline's order. A step that names no need waits for every connector; a need
 * that is an enrichment means the connectors that it is folded into.
 */
export async function stepNodes(
  spec: PipelineSpec,
  registry: Registry,
  run: Run,
  connectors: readonly ConnectorNode[],
): Promise<readonly (SentimentNode | SegmentationNode)[]> {
  const reads = connectors.map(node => node.id);
  const folded = new Set(
    spec.steps.filter(step => registry.find(step.use)?.kind === 'enrichment').map(step => step.id),
  );
  const texts = textsOf(connectors);
  const nodes: (SentimentNode | SegmentationNode)[] = [];
  let rank = 0;
  for (const step of spec.steps) {
    const kind = registry.find(step.use)?.kind;
    if (kind === 'enrichment') continue;
    const named = step.needs.flatMap(need => (folded.has(need) ? reads : [need]));
    const needs = named.length > 0 ? [...new Set(named)] : reads;
    if (kind === 'segmentation') {
      const { use } = await loadUse(registry, 'segmentation', step, run);
      nodes.push({ kind: 'segmentation', id: step.id, needs, retry: 'db', ...use });
    } else {
      const { use, plugin } = await loadUse(registry, 'sentiment', step, run);
      const model = `${plugin.model.id}@${plugin.model.revision}`;
      const { languages } = plugin.model;
      nodes.push({ kind: 'sentiment', id: step.id, needs, retry: 'cpu', ...use, model, languages, texts, rank });
      rank += 1;
    }
  }
  return nodes;
}

/** The one node that refreshes the whole set of KPIs; none when the pipeline measures nothing. */
export async function kpiNodes(
  spec: PipelineSpec,
  registry: Registry,
  run: Run,
  before: readonly PlanNode[],
): Promise<readonly KpiNode[]> {
  if (spec.kpis.length === 0) return [];
  const kpis: KpiUse[] = [];
  for (const kpi of spec.kpis) {
    const { plugin, use, parsed } = await loadUse(registry, 'kpi', kpi, run);
    const on = kpi.on ?? plugin.on;
    const id = on === plugin.on ? `kpi.${kpi.use}` : `kpi.${kpi.use}.${on}`;
    const by = [...new Set(kpi.by)].filter(dimension => !timeDimensions.some(time => time === dimension));
    const periods = (['week', 'day'] as const).filter(period => kpi.by.includes(period));
    kpis.push({ id, ...use, on, by, ...(periods.length > 0 ? { periods } : {}), minN: baseOf(parsed) });
  }
  return [{ kind: 'kpi', id: 'kpis', needs: before.map(node => node.id), retry: 'db', kpis }];
}

/** One node for each report of the pipeline. */
export async function reportNodes(
  spec: PipelineSpec,
  registry: Registry,
  run: Run,
  windowOf: (given: string) => Window,
  kpis: readonly KpiNode[],
): Promise<readonly ReportNode[]> {
  const nodes: ReportNode[] = [];
  const times = new Map<string, number>();
  for (const report of spec.report) {
    const time = (times.get(report.use) ?? 0) + 1;
    times.set(report.use, time);
    nodes.push({
      kind: 'report',
      id: time === 1 ? `report.${report.use}` : `report.${report.use}.${time}`,
      needs: kpis.map(node => node.id),
      retry: 'render',
      use: report.use,
      window: windowOf(report.window),
      audience: report.audience,
      languages: report.languages ? [...new Set(report.languages)] : [spec.locale.startsWith('fr') ? 'fr' : 'en'],
      title: report.title ?? null,
      theme: withoutAbsent({ ...spec.theme, ...report.theme }),
      labels: spec.labels,
      deliver: await sinksOf(report, registry, run),
    });
  }
  return nodes;
}

async function sinksOf(report: ReportSpec, registry: Registry, run: Run): Promise<ReportNode['deliver']> {
  const uses = [];
  for (const sink of report.deliver ?? [{ use: 'folder', with: { path: 'out' } }]) {
    uses.push((await loadUse(registry, 'sink', sink, run)).use);
  }
  return uses;
}

/** `comment` where a stream has one, then the open questions, each once. */
function textsOf(connectors: readonly ConnectorNode[]): readonly string[] {
  const comment = connectors.some(node => node.map.comment) ? ['comment'] : [];
  const open = connectors.flatMap(node => node.map.questions.filter(one => one.kind === 'text').map(one => one.id));
  return [...new Set([...comment, ...open])];
}

function baseOf(options: unknown): number {
  const given = (options as { readonly min_n?: unknown } | null | undefined)?.min_n;
  return Math.max(smallestBase, typeof given === 'number' ? given : usualBase);
}

const withoutAbsent = (record: Readonly<Record<string, string | undefined>>): Json =>
  Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined));
