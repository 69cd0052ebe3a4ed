import fc from 'fast-check';
import { expect, test } from 'vitest';
import { circles, inNeedOrder } from '../../../core/spec/circle.ts';

const graph = (needs: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(needs));

test('each knot is named once, by its shortest way round from its first id', () => {
  expect(circles(graph({ a: ['b'], b: ['c'], c: ['a'], d: ['d'], e: ['a'] }))).toEqual([['a', 'b', 'c'], ['d']]);
  expect(circles(graph({ a: ['b', 'c'], b: ['c'], c: ['a'] }))).toEqual([['a', 'c']]);
  expect(circles(graph({ a: ['b'], b: ['x'] }))).toEqual([]);
});

test('the order puts needs first and otherwise keeps the order that is there', () => {
  expect(inNeedOrder(graph({ a: ['c'], b: [], c: [] }))).toEqual(['b', 'c', 'a']);
  expect(inNeedOrder(graph({ a: ['b'], b: ['a'] }))).toBeNull();
});

const graphs = fc
  .dictionary(fc.constantFrom(...'abcdef'), fc.array(fc.constantFrom(...'abcdefx'), { maxLength: 3 }))
  .map(needs => graph(needs));

test('a graph has an order exactly when it has no circle, and the order respects every need', () => {
  fc.assert(
    fc.property(graphs, needs => {
      const order = inNeedOrder(needs);
      expect(order === null).toBe(circles(needs).length > 0);
      for (const [index, id] of (order ?? []).entries()) {
        for (const need of needs.get(id)!) if (needs.has(need)) expect(order!.indexOf(need)).toBeLessThan(index);
      }
    }),
  );
});

test('what is called a circle is one: each id needs the next, and the last the first', () => {
  fc.assert(
    fc.property(graphs, needs => {
      for (const circle of circles(needs)) {
        for (const [index, id] of circle.entries())
          expect(needs.get(id)).toContain(circle[(index + 1) % circle.length]);
      }
    }),
  );
});
