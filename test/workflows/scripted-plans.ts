import fc from 'fast-check';
import type { ConnectorNode, Plan } from '../../core/plan/plan.ts';
import { testPlan } from '../core/warehouse/load-fixture.ts';

/** How an attempt of a step ends; `stall` works until its time is up. The last of a list counts for all later attempts. */
export type End = 'succeed' | 'refuse' | 'throw' | 'pass' | 'timeout' | 'stall';

/** A graph, what becomes of each step, and the order in which steps that work at the same time end. */
export interface ScriptedPlan {
  readonly name: string;
  readonly width: number;
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly ends: Readonly<Record<string, readonly End[]>>;
  /** Of two steps at work the one that stands first ends first. */
  readonly order: readonly string[];
  /** The run is cancelled when so many steps have ended; never when left out. */
  readonly cancelAfter?: number;
}

const diamond = { a: [], b: ['a'], c: ['a'], d: ['b', 'c'], e: [] };
const range = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `n${index}`);
const chain = Object.fromEntries(range(6).map((id, index, all) => [id, index === 0 ? [] : [all[index - 1]!]]));

const plan = (
  name: string,
  needs: ScriptedPlan['needs'],
  given: Partial<Omit<ScriptedPlan, 'name' | 'needs'>> = {},
): ScriptedPlan => ({ name, needs, width: 2, ends: {}, order: Object.keys(needs), ...given });

const fixed: readonly ScriptedPlan[] = [
  plan('diamond', diamond),
  plan('diamond, the later first', diamond, { order: ['e', 'c', 'b', 'd', 'a'] }),
  plan('chain', chain, { width: 4 }),
  ...Object.keys(diamond).map(id => plan(`diamond that fails at ${id}`, diamond, { ends: { [id]: ['refuse'] } })),
  ...Object.keys(diamond).map(id =>
    plan(`diamond whose ${id} passes at last`, diamond, { ends: { [id]: ['pass', 'timeout', 'succeed'] } }),
  ),
  plan('a step that times out again and again', diamond, { ends: { b: ['timeout'] } }),
  plan('a step that stalls until its time is up, and again', diamond, { ends: { b: ['stall', 'stall', 'succeed'] } }),
  plan('a step that stalls each time', diamond, { ends: { b: ['stall'] } }),
  plan('a plugin that throws', diamond, { ends: { c: ['throw'] } }),
  ...[0, 1, 3].map(cancelAfter => plan(`chain cancelled after ${cancelAfter}`, chain, { width: 1, cancelAfter })),
  ...[0, 1, 2].map(cancelAfter => plan(`diamond cancelled after ${cancelAfter}`, diamond, { width: 3, cancelAfter })),
  plan('200 side by side', Object.fromEntries(range(200).map(id => [id, []])), {
    ...{ width: 16, ends: { n7: ['refuse'], n90: ['pass', 'succeed'] } },
  }),
  plan(
    '200 in layers of 20',
    Object.fromEntries(
      range(200).map((id, index) => [id, index < 20 ? [] : [`n${index - 20}`, `n${index - 20 + ((index + 1) % 2)}`]]),
    ),
    { width: 8, ends: { n45: ['refuse'] } },
  ),
];

const endsOf: fc.Arbitrary<readonly End[]> = fc.oneof(
  { arbitrary: fc.constant<readonly End[]>(['succeed']), weight: 12 },
  { arbitrary: fc.constant<readonly End[]>(['refuse']), weight: 2 },
  { arbitrary: fc.constant<readonly End[]>(['throw']), weight: 1 },
  { arbitrary: fc.constant<readonly End[]>(['pass', 'succeed']), weight: 1 },
);

const generated = fc
  .integer({ min: 3, max: 12 })
  .chain(count =>
    fc.record({
      width: fc.integer({ min: 1, max: 4 }),
      needs: fc.tuple(
        ...range(count).map((_, index) => fc.subarray([...range(index)], { maxLength: Math.min(index, 3) })),
      ),
      ends: fc.tuple(...range(count).map(() => endsOf)),
      order: fc.shuffledSubarray([...range(count)], { minLength: count }),
    }),
  )
  .map(({ width, needs, ends, order }) => ({
    ...{ width, order },
    needs: Object.fromEntries(needs.map((need, index) => [`n${index}`, need])),
    ends: Object.fromEntries(ends.map((end, index) => [`n${index}`, end])),
  }));

/** Every plan of the suite; the generated ones are the same each time. */
export const scriptedPlans: readonly ScriptedPlan[] = [
  ...fixed,
  ...fc
    .sample(generated, { numRuns: 24, seed: 20261122 })
    .map((one, index) => ({ name: `generated ${index}`, ...one })),
];

/** The retry class of steps that stall: a suite may give it a time that is soon up. It has three attempts, as `cpu` has. */
export const stalling = 'render';

const from = (column: string) => ({ from: column, value: null, values: null });

/** The plan as an engine gets it: each step reads one record of a scripted source. */
export function compiled({ needs, ends, width }: ScriptedPlan, pipeline: string): Plan {
  const nodeOf = (id: string): ConnectorNode => ({
    ...{
      kind: 'connector',
      id,
      needs: needs[id]!,
      retry: ends[id]?.includes('stall') ? stalling : 'cpu',
      use: 'desk',
      version: '1.0.0',
      options: { id, pipeline },
    },
    ...{ source: id, stream: 'answers', mode: 'incremental', key: ['id'], cursor: null, where: null, enrich: [] },
    cells: { decimal: '.', date: 'iso' },
    map: {
      ...{ at: from('at'), customer: null, comment: from('comment'), channel: null, touchpoint: null, language: null },
      questions: [{ id: 'nps', kind: 'score', source: from('nps'), scale: [0, 10], wording: null, prior: null }],
      attributes: {},
    },
    quarantine: { rows: null, rate: null, floor: 0 },
    minRows: 0,
  });
  return testPlan({ project: 'scripted', pipeline, width, nodes: Object.keys(needs).map(nodeOf) });
}
