import type { PluginKind } from '../core/plugin/meta.ts';
import type { Plugin, PluginEntry } from '../core/plugin/registry.ts';

const builtin = (kind: PluginKind, id: string, load: () => Promise<Plugin>): PluginEntry => ({
  kind,
  id,
  from: 'built-in',
  load,
});

/** Every plugin that ships; each is imported only when a pipeline uses it. */
export const builtinPlugins: readonly PluginEntry[] = [
  builtin('connector', 'csv', async () => (await import('./connectors/csv.ts')).csv),
  builtin('enrichment', 'language', async () => (await import('./enrichments/language.ts')).language),
  builtin('enrichment', 'redact-pii', async () => (await import('./enrichments/redact-pii.ts')).redactPii),
  builtin('sentiment', 'ml-sentiment', async () => (await import('./sentiment/ml-sentiment.ts')).mlSentiment),
  builtin(
    'sentiment',
    'natural-sentiment',
    async () => (await import('./sentiment/natural-sentiment.ts')).naturalSentiment,
  ),
  builtin('segmentation', 'rules-segment', async () => (await import('./segmentation/rules-segment.ts')).rulesSegment),
  builtin('segmentation', 'nps-class', async () => (await import('./segmentation/nps-class.ts')).npsClass),
  builtin('kpi', 'nps', async () => (await import('./kpis/nps.ts')).nps),
  builtin('kpi', 'csat', async () => (await import('./kpis/csat.ts')).csat),
  builtin('kpi', 'ces', async () => (await import('./kpis/ces.ts')).ces),
  builtin('kpi', 'net-sentiment', async () => (await import('./kpis/net-sentiment.ts')).netSentiment),
  builtin('kpi', 'volume', async () => (await import('./kpis/volume.ts')).volume),
  builtin('sink', 'folder', async () => (await import('./sinks/folder.ts')).folder),
];
