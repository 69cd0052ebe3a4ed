import { describe, expect, test } from 'vitest';
import type { PlanNode } from '../../core/plan/plan.ts';
import { createRegistry, type Plugin } from '../../core/plugin/registry.ts';
import { requirePlugins } from '../../workflows/worker/require-plugins.ts';
import { planWith } from '../core/run/scene.ts';

const [reads, measures] = planWith({ enrich: ['stamp'] }).nodes as [PlanNode, PlanNode];
const use = { id: 'u', use: 'folder', version: '2.0.0', options: {} };
const report = { ...measures, kind: 'report', id: 'report.m', deliver: [use] } as unknown as PlanNode;

/** A worker with plugins, each `kind id version`. */
const registryOf = (...plugins: readonly string[]) =>
  createRegistry(
    plugins.map(text => {
      const [kind, id, version] = text.split(' ') as [Plugin['kind'], string, string];
      return { kind, id, from: 'test', load: async () => ({ kind, id, version }) as Plugin };
    }),
  );

describe('a worker refuses a step', () => {
  test.each([
    ['without its plugin', reads, [], 'needs plugin "desk" 1.0.0; this worker does not have it'],
    [
      'with another version of it',
      reads,
      ['connector desk 1.1.0'],
      'needs plugin "desk" 1.0.0; this worker has version 1.1.0',
    ],
    [
      'with a plugin of that name of another kind',
      reads,
      ['sink desk 1.0.0'],
      'needs plugin "desk" 1.0.0; this worker does',
    ],
    ['without one of its enrichments', reads, ['connector desk 1.0.0'], 'needs plugin "stamp" 1.0.0; this worker does'],
    ['without one of its KPIs', measures, [], 'needs plugin "nps" 1.0.0; this worker does not have it'],
    ['without the sink of a report', report, [], 'needs plugin "folder" 2.0.0; this worker does not have it'],
  ] as const)('%s', async (_case, node, plugins, message) => {
    const refusal = { code: 'VB6008', message: expect.stringContaining(`step ${node.id} ${message}`) };
    await expect(requirePlugins(node, registryOf(...plugins))).rejects.toMatchObject(refusal);
  });

  test('and takes one all of whose plugins it has as the plan says', async () => {
    const registry = registryOf('connector desk 1.0.0', 'enrichment stamp 1.0.0');
    await expect(requirePlugins(reads, registry)).resolves.toBeUndefined();
  });
});
