import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { VerbatimError } from '../../core/errors.ts';
import { createRegistry } from '../../core/plugin/registry.ts';
import { defineSentiment, type Sentiment } from '../../core/sdk.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import type { Services } from '../../workflows/worker/services.ts';

/** Numbers that all threads of a test and the test itself see, by their place in a shared `Int32Array`. */
export const shared = {
  /** Threads that there were. */
  begun: 0,
  /** Steps that score now. */
  atWork: 1,
  /** The most that ever did at once. */
  most: 2,
  /** 1 once the test has told the step to end. */
  told: 3,
} as const;
export const sharedBytes = 4 * Int32Array.BYTES_PER_ELEMENT;

/** After so long nobody will come any more. */
const inVainMs = 20_000;

interface Options {
  readonly url: string;
  /** What the scorer of the first thread does, of the second, and so on; the last counts for all later ones. */
  readonly behaviours: readonly string[];
  readonly memory: SharedArrayBuffer;
}

/** Services of a thread, whose only plugin behaves as it is told. */
export async function createServices({ url, behaviours, memory }: Options): Promise<Services> {
  const numbers = new Int32Array(memory);
  const turn = Atomics.add(numbers, shared.begun, 1);
  const behaviour = behaviours[Math.min(turn, behaviours.length - 1)]!;
  const customerKey = Buffer.alloc(32, 7);
  const warehouse = await openWarehouse({ url, dir: '', client: null, customerKey });
  const registry = createRegistry([
    { kind: 'sentiment', id: 'threaded', from: 'test', load: async () => scorerThat(behaviour, numbers) },
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

const scorerThat = (behaviour: string, numbers: Int32Array): Sentiment =>
  defineSentiment<unknown>({
    ...{ id: 'threaded', version: '1.0.0', title: 'Threaded', stability: 'experimental', examples: [] },
    options: z.strictObject({}),
    model: { id: 'threaded', revision: '1', languages: ['en'] },
    open:
      async ({ signal, log }) =>
      async items => {
        if (['hang', 'spin', 'obey'].includes(behaviour)) log('begins');
        if (behaviour === 'die') process.exit(3);
        if (behaviour === 'refuse') throw new VerbatimError('VB2104', 'a column is missing', { hint: 'add it' });
        if (behaviour === 'hang') await pause(60_000, null, { signal });
        if (behaviour === 'spin') for (const until = Date.now() + 1_000; Date.now() < until; );
        if (behaviour === 'obey') spinUntilTold(numbers);
        if (behaviour === 'meet') meet(numbers);
        return items.map(() => null);
      },
  });

/** Keeps the core busy until the test says so, which it cannot when it shares the thread. */
function spinUntilTold(numbers: Int32Array): void {
  for (const until = Date.now() + inVainMs; Atomics.load(numbers, shared.told) === 0; )
    if (Date.now() > until) throw new Error('nobody told it to end');
}

/** Works until another step has been at work at the same time. */
function meet(numbers: Int32Array): void {
  const count = Atomics.add(numbers, shared.atWork, 1) + 1;
  for (let most = Atomics.load(numbers, shared.most); most < count; most = Atomics.load(numbers, shared.most))
    Atomics.compareExchange(numbers, shared.most, most, count);
  Atomics.notify(numbers, shared.most);
  for (let most = count; most < 2; most = Atomics.load(numbers, shared.most))
    if (Atomics.wait(numbers, shared.most, most, inVainMs) === 'timed-out') throw new Error('it was alone');
  Atomics.sub(numbers, shared.atWork, 1);
}
