import { describe, expect, test } from 'vitest';
import { VerbatimError } from '../../../core/errors.ts';
import { callPlugin, fromPlugin } from '../../../core/run/plugin-call.ts';

async function* two(fail: unknown): AsyncIterable<number> {
  yield 1;
  throw fail;
}

async function take(items: AsyncIterable<number>): Promise<number[]> {
  const taken: number[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

describe('what a plugin throws', () => {
  test('gets the name of the plugin and its place, and keeps its own words in the cause alone', async () => {
    const cause = new RangeError('cannot score "Très déçu" with s3cret');
    const thrown = await callPlugin('my-desk', () => Promise.reject(cause)).catch(error => error);
    expect(thrown).toMatchObject({ code: 'VB3003', message: 'plugin "my-desk" threw RangeError', cause });
    expect(thrown.at.file).toMatch(/plugin-call\.test\.ts$/);
  });

  test('may be no error at all', async () => {
    await expect(callPlugin('my-desk', () => Promise.reject('just text'))).rejects.toMatchObject({ code: 'VB3003' });
  });

  test('passes when it is of the catalogue: its class decides about a retry', async () => {
    const own = new VerbatimError('VB4002', 'no answer');
    await expect(callPlugin('my-desk', () => Promise.reject(own))).rejects.toBe(own);
  });

  test('while it yields is named too, after what it yielded before', async () => {
    await expect(take(fromPlugin('my-desk', two(new Error('gone'))))).rejects.toMatchObject({ code: 'VB3003' });
  });

  test('is not mixed up with what its reader throws, and the plugin is told to stop', async () => {
    let stopped = false;
    async function* endless(): AsyncIterable<number> {
      try {
        for (;;) yield 1;
      } finally {
        stopped = true;
      }
    }
    const reading = async (): Promise<void> => {
      for await (const _ of fromPlugin('my-desk', endless())) throw new Error('the reader');
    };
    await expect(reading()).rejects.toThrow('the reader');
    expect(stopped).toBe(true);
  });
});
