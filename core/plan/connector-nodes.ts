import { VerbatimError } from '../errors.ts';
import type { Registry } from '../plugin/registry.ts';
import type { RunName } from '../spec/reference.ts';
import type { PipelineSpec, StreamSpec } from '../spec/spec.ts';
import { enrichOrder } from './enrich-order.ts';
import type { ConnectorNode, FeedbackMap, PluginUse, QuestionPlan } from './plan.ts';
import { loadUse } from './plugin-use.ts';

type Map = NonNullable<StreamSpec['map']>;
type Enrich = ConnectorNode['enrich'];

/** One node for each stream of each source, with the pipeline's enrichments folded in. */
export async function connectorNodes(
  spec: PipelineSpec,
  registry: Registry,
  run: Readonly<Record<RunName, string>>,
): Promise<readonly ConnectorNode[]> {
  const enrich = await enrichments(spec, registry, run);
  const nodes: ConnectorNode[] = [];
  for (const [source, { use, with: options, streams }] of Object.entries(spec.sources)) {
    const used = await loadUse(registry, 'connector', { use, with: options }, run);
    const cells = used.plugin.cells?.(used.parsed) ?? { decimal: '.', date: 'iso' };
    for (const [stream, one] of Object.entries(streams)) {
      const defined = used.plugin.streams[stream] ?? used.plugin.streams['*'];
      if (!one.map) throw new VerbatimError('VB1205', `stream "${source}.${stream}" has no "map"`);
      nodes.push({
        kind: 'connector',
        id: `${source}.${stream}`,
        needs: [],
        retry: 'io',
        ...used.use,
        source,
        stream,
        mode: one.mode === 'full' ? 'full' : 'incremental',
        key: one.key ?? defined?.key ?? [],
        cursor: one.cursor ?? defined?.cursor?.at ?? null,
        where: one.where ?? null,
        map: feedbackMap(one.map),
        cells,
        enrich,
        quarantine: limitsOf(spec),
        minRows: one.min_rows,
      });
    }
  }
  return nodes;
}

/** Where nothing is said, a tenth of a stream may be rejected, and ten rows of a small one. */
function limitsOf({ quarantine }: PipelineSpec): ConnectorNode['quarantine'] {
  const given = quarantine.stop_after;
  return given
    ? { rows: given.rows ?? null, rate: given.rate ?? null, floor: 0 }
    : { rows: null, rate: 0.1, floor: 10 };
}

async function enrichments(
  spec: PipelineSpec,
  registry: Registry,
  run: Readonly<Record<RunName, string>>,
): Promise<Enrich> {
  const uses = new Map<string, PluginUse>();
  const steps = [];
  for (const step of spec.steps) {
    if (registry.find(step.use)?.kind !== 'enrichment') continue;
    const { plugin, use } = await loadUse(registry, 'enrichment', step, run);
    uses.set(step.id, use);
    steps.push({ id: step.id, needs: step.needs, reads: plugin.reads, writes: plugin.writes });
  }
  const order = enrichOrder(steps);
  if (!order) throw new VerbatimError('VB1207', 'enrichments need each other in a circle');
  return order.map(id => ({ id, ...uses.get(id)! }));
}

function feedbackMap(map: Map): FeedbackMap {
  return {
    at: map.at,
    customer: map.customer ?? null,
    comment: map.comment ?? null,
    channel: map.channel ?? null,
    touchpoint: map.touchpoint ?? null,
    language: map.language ?? null,
    questions: Object.entries(map.answers).map(
      ([id, { from, value, values, scale, text, prior }]): QuestionPlan => ({
        id,
        kind: scale ? 'score' : 'text',
        source: { from, value, values },
        scale,
        wording: text,
        prior,
      }),
    ),
    attributes: map.attributes,
  };
}
