import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drive } from '../../../core/plan/drive.ts';
import type { Delta, Graph, Outcome, Port } from '../../../core/plan/state.ts';

const failed: Outcome = {
  status: 'failed',
  failure: { code: 'VB2001', class: 'source-contract', message: 'x', hint: null },
};
const succeeded: Outcome = { status: 'succeeded', result: null };

/** A port without a clock: outcomes are handed over in an order that the test chooses. */
function createScriptedPort(
  outcomes: Readonly<Record<string, Outcome>>,
  pick: (open: readonly string[]) => number,
  cancelAfter = Infinity,
) {
  const deltas: Delta[] = [];
  const open: { id: string; end: (outcome: Outcome) => void }[] = [];
  let ended = 0;
  let scheduled = false;
  const settleOne = () => {
    scheduled = false;
    if (open.length === 0) return;
    const index = pick(open.map(one => one.id)) % open.length;
    const [one] = open.splice(index, 1);
    ended += 1;
    one!.end(ended > cancelAfter ? { status: 'cancelled' } : (outcomes[one!.id] ?? succeeded));
    schedule();
  };
  const schedule = () => {
    if (scheduled || open.length === 0) return;
    scheduled = true;
    setImmediate(settleOne);
  };
  const port: Port = {
    runNode: id =>
      new Promise(end => {
        open.push({ id, end });
        schedule();
      }),
    record: delta => deltas.push(delta),
    cancelled: () => ended >= cancelAfter,
  };
  return { port, deltas };
}

const chain: Graph = { width: 4, nodes: [node('a'), node('b', 'a'), node('c', 'b'), node('d')] };

function node(id: string, ...needs: string[]) {
  return { id, needs };
}

describe('drive', () => {
  test('a failure skips all that needs it, and nothing else', async () => {
    const { port, deltas } = createScriptedPort({ a: failed }, () => 0);
    expect(await drive(chain, port)).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'succeeded' });
    expect(deltas.find(delta => delta.node === 'c')).toEqual({ node: 'c', to: 'skipped', because: 'b' });
  });

  test('a cancelled run starts nothing more and ends what waits as cancelled', async () => {
    const { port, deltas } = createScriptedPort({}, () => 0, 1);
    expect(await drive(chain, port)).toEqual({ a: 'succeeded', b: 'cancelled', c: 'cancelled', d: 'cancelled' });
    expect(deltas.filter(delta => delta.to === 'running').map(delta => delta.node)).toEqual(['a', 'd']);
  });

  test('a run that is cancelled before it starts runs nothing', async () => {
    const { port, deltas } = createScriptedPort({}, () => 0, 0);
    expect(Object.values(await drive(chain, port))).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
    expect(deltas.some(delta => delta.to === 'running')).toBe(false);
  });

  test('an empty graph ends at once', async () => {
    expect(await drive({ width: 1, nodes: [] }, createScriptedPort({}, () => 0).port)).toEqual({});
  });

  test('a port that rejects makes its node fail and the run still ends', async () => {
    const { port } = createScriptedPort({}, () => 0);
    const broken: Port = {
      ...port,
      runNode: id => (id === 'a' ? Promise.reject(new Error('lost')) : port.runNode(id)),
    };
    expect(await drive(chain, broken)).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'succeeded' });
  });

  test.each([
    ['a circle', { width: 1, nodes: [node('a', 'b'), node('b', 'a')] }, /circle: a, b/],
    ['an unknown need', { width: 1, nodes: [node('a', 'ghost')] }, /"ghost"/],
    ['two nodes of one id', { width: 1, nodes: [node('a'), node('a')] }, /same id/],
    ['no width', { width: 0, nodes: [node('a')] }, /width 0/],
  ])('a graph with %s is refused before anything runs', async (_name, graph, message) => {
    const { port, deltas } = createScriptedPort({}, () => 0);
    await expect(drive(graph, port)).rejects.toThrow(message);
    expect(deltas).toEqual([]);
  });
});

/** Any graph without a circle: a node may need only nodes before it; then the order of listing is shuffled. */
const anyRun = fc
  .integer({ min: 1, max: 24 })
  .chain(size =>
    fc.record({
      needs: fc.tuple(
        ...Array.from({ length: size }, (_, at) =>
          fc.subarray(
            Array.from({ length: at }, (_, i) => `n${i}`),
            { maxLength: Math.min(4, at) },
          ),
        ),
      ),
      outcomes: fc.array(fc.constantFrom<Outcome>(succeeded, succeeded, succeeded, failed, { status: 'cancelled' }), {
        minLength: size,
        maxLength: size,
      }),
      order: fc.shuffledSubarray(
        Array.from({ length: size }, (_, i) => i),
        { minLength: size, maxLength: size },
      ),
      width: fc.integer({ min: 1, max: 6 }),
      picks: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
      cancelAfter: fc.oneof({ weight: 3, arbitrary: fc.constant(Infinity) }, { weight: 1, arbitrary: fc.nat(24) }),
    }),
  )
  .map(({ needs, outcomes, order, ...rest }) => ({
    ...rest,
    graph: { width: rest.width, nodes: order.map(i => node(`n${i}`, ...needs[i]!)) } satisfies Graph,
    outcomes: Object.fromEntries(outcomes.map((outcome, i) => [`n${i}`, outcome])),
  }));

async function play(run: {
  graph: Graph;
  outcomes: Record<string, Outcome>;
  picks: readonly number[];
  cancelAfter: number;
}) {
  let turn = 0;
  const { port, deltas } = createScriptedPort(
    run.outcomes,
    () => run.picks[turn++ % run.picks.length]!,
    run.cancelAfter,
  );
  return { final: await drive(run.graph, port), deltas };
}

describe('drive, over any graph and any outcomes', () => {
  test('every node ends in exactly one state, starts only after its needs, and never beside more than the width', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async run => {
        const { final, deltas } = await play(run);
        const succeededSoFar = new Set<string>();
        let atWork = 0;
        for (const delta of deltas) {
          const needs = run.graph.nodes.find(one => one.id === delta.node)!.needs;
          if (delta.to === 'running') {
            expect(needs.every(need => succeededSoFar.has(need))).toBe(true);
            atWork += 1;
            expect(atWork).toBeLessThanOrEqual(run.graph.width);
          } else if (deltas.some(other => other.node === delta.node && other.to === 'running')) atWork -= 1;
          if (delta.to === 'succeeded') succeededSoFar.add(delta.node);
        }
        for (const { id } of run.graph.nodes) {
          const story = deltas.filter(delta => delta.node === id).map(delta => delta.to);
          expect(story.filter(to => to !== 'running')).toEqual([final[id]]);
          expect(story.indexOf('running')).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the same outcomes in the same order give the same deltas in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async run => {
        expect((await play(run)).deltas).toEqual((await play(run)).deltas);
      }),
      { numRuns: 100 },
    );
  });
});
