import type { PluginEntry } from '../core/plugin/registry.ts';

const entry = (kind: PluginEntry['kind'], id: string, load: PluginEntry['load']): PluginEntry => ({
  kind,
  id,
  from: 'built-in',
  load,
});

/** The plugins that ship. Each is imported when a pipeline uses it, so that a command loads no more than it needs. */
export const builtinPlugins: readonly PluginEntry[] = [
  entry('connector', 'csv', async () => (await import('./connectors/csv.ts')).csv),
  entry('enrichment', 'language', async () => (await import('./enrichments/language.ts')).language),
  entry('enrichment', 'redact-pii', async () => (await import('./enrichments/redact-pii.ts')).redactPii),
  entry('sentiment', 'ml-sentiment', async () => (await import('./sentiment/ml-sentiment.ts')).mlSentiment),
  entry(
    'sentiment',
    'natural-sentiment',
    async () => (await import('./sentiment/natural-sentiment.ts')).naturalSentiment,
  ),
  entry('segmentation', 'rules-segment', async () => (await import('./segmentation/rules-segment.ts')).rulesSegment),
  entry('segmentation', 'nps-class', async () => (await import('./segmentation/nps-class.ts')).npsClass),
  entry('kpi', 'nps', async () => (await import('./kpis/nps.ts')).nps),
  entry('kpi', 'csat', async () => (await import('./kpis/csat.ts')).csat),
  entry('kpi', 'ces', async () => (await import('./kpis/ces.ts')).ces),
  entry('kpi', 'net-sentiment', async () => (await import('./kpis/net-sentiment.ts')).netSentiment),
  entry('kpi', 'volume', async () => (await import('./kpis/volume.ts')).volume),
  entry('sink', 'folder', async () => (await import('./sinks/folder.ts')).folder),
];
