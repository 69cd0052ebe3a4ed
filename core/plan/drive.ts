import { VerbatimError } from '../errors.ts';
import { failureOf } from './failure.ts';
import type { Delta, FinalStatus, Graph, NodeStatus, Outcome, Port } from './state.ts';

/**
 * Runs a graph to its end: the only orchestration there is, whatever the engine behind the port.
 *
 * A node starts when all it needs have succeeded and fewer than `width` nodes are at work, in the order of the graph.
 * It is skipped when one of its needs failed or was skipped, cancelled when one was cancelled or the run is. Pure: no
 * clock, no random, no I/O, so that the same outcomes in the same order give the same deltas in the same order.
 *
 * @returns the final status of every node; each has exactly one
 * @throws VB9001 when the graph names an unknown node or has a circle: a compiled plan has neither
 */
export async function drive(graph: Graph, port: Port): Promise<Readonly<Record<string, FinalStatus>>> {
  refuseBroken(graph);
  const status = new Map<string, NodeStatus>();
  const arrivals = createArrivals();
  const move = (delta: Delta) => {
    status.set(delta.node, delta.to);
    port.record(delta);
  };
  let atWork = 0;
  for (;;) {
    settleBlocked(graph, port, status, move);
    for (const node of graph.nodes) {
      if (atWork >= graph.width) break;
      if (status.has(node.id) || !node.needs.every(need => status.get(need) === 'succeeded')) continue;
      move({ node: node.id, to: 'running' });
      atWork += 1;
      void port.runNode(node.id).then(
        outcome => arrivals.put({ node: node.id, outcome }),
        thrown => arrivals.put({ node: node.id, outcome: rejected(thrown) }),
      );
    }
    if (atWork === 0) return Object.fromEntries(graph.nodes.map(({ id }) => [id, status.get(id) as FinalStatus]));
    const { node, outcome } = await arrivals.take();
    atWork -= 1;
    move({ node, to: outcome.status });
  }
}

/** Skips and cancels what can no longer start, until nothing changes. */
function settleBlocked(graph: Graph, port: Port, status: Map<string, NodeStatus>, move: (delta: Delta) => void): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of graph.nodes) {
      if (status.has(node.id)) continue;
      const failed = node.needs.find(need => status.get(need) === 'failed' || status.get(need) === 'skipped');
      const cancelled = node.needs.find(need => status.get(need) === 'cancelled');
      if (failed !== undefined) move({ node: node.id, to: 'skipped', because: failed });
      // Before the needs: a cancelled run stops its steps in no order, and the story must not depend on it.
      else if (port.cancelled()) move({ node: node.id, to: 'cancelled' });
      else if (cancelled !== undefined) move({ node: node.id, to: 'cancelled', because: cancelled });
      else continue;
      changed = true;
    }
  }
}

interface Arrival {
  readonly node: string;
  readonly outcome: Outcome;
}

/** Outcomes in the order in which they came, one at a time. */
function createArrivals(): { put: (arrival: Arrival) => void; take: () => Promise<Arrival> } {
  const waiting: Arrival[] = [];
  let wake: ((arrival: Arrival) => void) | null = null;
  return {
    put: arrival => {
      if (wake) {
        const give = wake;
        wake = null;
        give(arrival);
      } else waiting.push(arrival);
    },
    take: () => {
      const next = waiting.shift();
      return next ? Promise.resolve(next) : new Promise(resolve => (wake = resolve));
    },
  };
}

/** A port that rejects breaks its contract; the run still ends. */
const rejected = (thrown: unknown): Outcome => ({ status: 'failed', failure: failureOf(thrown) });

function refuseBroken(graph: Graph): void {
  const ids = new Set(graph.nodes.map(node => node.id));
  if (ids.size !== graph.nodes.length) throw new VerbatimError('VB9001', 'a plan has two nodes of the same id');
  if (graph.width < 1) throw new VerbatimError('VB9001', `a plan has the width ${graph.width}; at least 1 is needed`);
  for (const node of graph.nodes) {
    const unknown = node.needs.find(need => !ids.has(need));
    if (unknown !== undefined)
      throw new VerbatimError('VB9001', `node "${node.id}" needs "${unknown}", which is not in the plan`);
  }
  const done = new Set<string>();
  let open = graph.nodes;
  while (open.length > 0) {
    const ready = open.filter(node => node.needs.every(need => done.has(need)));
    if (ready.length === 0)
      throw new VerbatimError('VB9001', `nodes need each other in a circle: ${open.map(n => n.id).join(', ')}`);
    for (const node of ready) done.add(node.id);
    open = open.filter(node => !done.has(node.id));
  }
}
