/** A graph by what each id needs. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * The circles of a graph, one for each group of ids that need each other, as the ids along it; the first one stands
 * earliest in the graph. Needs that name nothing in the graph are passed over.
 *
 * @example circles(new Map([['a', ['b']], ['b', ['a']]])) // [['a', 'b']]
 */
export function circles(needs: Needs): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const closed = new Set<string>();
  for (const start of needs.keys()) {
    if (closed.has(start)) continue;
    const circle = shortestCircle(start, needs);
    if (!circle) continue;
    found.push(circle);
    // Everything that reaches the start and is reached from it is in the same knot, which one circle is enough to name.
    for (const id of reach(start, needs)) if (reach(id, needs).has(start)) closed.add(id);
  }
  return found;
}

/**
 * Ids in an order in which each stands after what it needs; where the needs leave a choice the graph's own order holds.
 * `null` when the graph has a circle.
 */
export function inNeedOrder(needs: Needs): readonly string[] | null {
  const order: string[] = [];
  const placed = new Set<string>();
  while (order.length < needs.size) {
    const next = [...needs].find(
      ([id, ids]) => !placed.has(id) && ids.every(need => placed.has(need) || !needs.has(need)),
    );
    if (!next) return null;
    order.push(next[0]);
    placed.add(next[0]);
  }
  return order;
}

/** Every id that can be reached along needs, the start itself only by a circle. */
function reach(start: string, needs: Needs): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...(needs.get(start) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id) || !needs.has(id)) continue;
    seen.add(id);
    open.push(...(needs.get(id) ?? []));
  }
  return seen;
}

/** Breadth first, so that a reader gets the shortest way round. */
function shortestCircle(start: string, needs: Needs): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  let front = [start];
  while (front.length > 0) {
    const next: string[] = [];
    for (const id of front) {
      for (const need of needs.get(id) ?? []) {
        if (need === start) return wayTo(id, start, cameFrom);
        if (!needs.has(need) || cameFrom.has(need)) continue;
        cameFrom.set(need, id);
        next.push(need);
      }
    }
    front = next;
  }
  return null;
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [end];
  while (way[0] !== start) way.unshift(cameFrom.get(way[0]!)!);
  return way;
}
