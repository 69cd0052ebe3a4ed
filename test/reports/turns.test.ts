import { expect, test } from 'vitest';
import { createTurns } from '../../reports/turns.ts';

const never = new AbortController().signal;

test('no more callers work at once than turns, and the others follow in the order in which they came', async () => {
  const turns = createTurns(2);
  const log: string[] = [];
  const caller = async (name: string): Promise<() => void> => {
    await turns.take(never);
    log.push(name);
    return turns.give;
  };
  const [endA, endB] = await Promise.all([caller('a'), caller('b')]);
  const c = caller('c');
  const d = caller('d');
  await Promise.resolve();
  expect(log).toEqual(['a', 'b']);
  endB!();
  const endC = await c;
  expect(log).toEqual(['a', 'b', 'c']);
  endA!();
  endC();
  await d;
  expect(log).toEqual(['a', 'b', 'c', 'd']);
});

test('a caller that gives up while it waits gets the reason of the signal, and its place goes to the next', async () => {
  const turns = createTurns(1);
  await turns.take(never);
  const leaver = new AbortController();
  const left = turns.take(leaver.signal);
  const next = turns.take(never);
  leaver.abort(new Error('stopped'));
  await expect(left).rejects.toThrow('stopped');
  turns.give();
  await expect(next).resolves.toBeUndefined();
});

test('a signal that is aborted already takes no turn', async () => {
  const turns = createTurns(1);
  await expect(turns.take(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  await expect(turns.take(never)).resolves.toBeUndefined();
});
