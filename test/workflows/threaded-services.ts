import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { VerbatimError } from '../../core/errors.ts';
import { createRegistry } from '../../core/plugin/registry.ts';
import { defineSentiment, type Sentiment } from '../../core/sdk.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import type { Services } from '../../workflows/worker/services.ts';

interface Options {
  readonly url: string;
  /** What the scorer of the first thread does, of the second, and so on; the last counts for all later ones. */
  readonly behaviours: readonly string[];
  readonly begun: SharedArrayBuffer;
}

/** Services of a thread, whose only plugin behaves as it is told. */
export async function createServices({ url, behaviours, begun }: Options): Promise<Services> {
  const turn = Atomics.add(new Int32Array(begun), 0, 1);
  const behaviour = behaviours[Math.min(turn, behaviours.length - 1)]!;
  const customerKey = Buffer.alloc(32, 7);
  const warehouse = await openWarehouse({ url, dir: '', client: null, customerKey });
  const registry = createRegistry([
    { kind: 'sentiment', id: 'threaded', from: 'test', load: async () => scorerThat(behaviour) },
  ]);
  const runtime = { registry, warehouse, root: '/', stateDir: '/', outRoot: '/', templateRoots: [] };
  return {
    project: 'p',
    runtimeFor: async () => ({
      ...runtime,
      renderer: () => Promise.reject(new Error('no report in this test')),
      environment: { name: null, hasFile: false, find: () => null },
    }),
    compile: () => Promise.reject(new Error('no pipeline in this test')),
    close: () => warehouse.close(),
  };
}

const scorerThat = (behaviour: string): Sentiment =>
  defineSentiment<unknown>({
    ...{ id: 'threaded', version: '1.0.0', title: 'Threaded', stability: 'experimental', examples: [] },
    options: z.strictObject({}),
    model: { id: 'threaded', revision: '1', languages: ['en'] },
    open:
      async ({ signal, log }) =>
      async items => {
        if (behaviour === 'hang' || behaviour === 'spin') log('begins');
        if (behaviour === 'die') process.exit(3);
        if (behaviour === 'refuse') throw new VerbatimError('VB2104', 'a column is missing', { hint: 'add it' });
        if (behaviour === 'hang') await pause(60_000, null, { signal });
        if (behaviour === 'spin') for (const until = Date.now() + 1_000; Date.now() < until; );
        return items.map(() => null);
      },
  });
