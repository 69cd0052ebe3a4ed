import { z } from 'zod';
import { VerbatimError } from '../../core/errors.ts';
import type { Plugin } from '../../core/plugin/registry.ts';
import { defineConnector } from '../../core/sdk.ts';
import type { End } from './scripted-plans.ts';

/** An attempt that works until it is let go. */
interface Waiting {
  readonly letGo: () => void;
}

/** A connector whose attempts wait for the test and then end as they are told. */
export interface ScriptedSource {
  readonly plugin: Plugin;
  /** Waits until an attempt of a step is at work, and lets it end. */
  readonly release: (pipeline: string, id: string) => Promise<void>;
  /** Waits until an attempt of a step is at work. */
  readonly arrived: (pipeline: string, id: string) => Promise<void>;
}

/** Works until it is told to stop. */
const stalled = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

export function createScriptedSource(endsOf: (pipeline: string, id: string) => readonly End[]): ScriptedSource {
  const attempts = new Map<string, number>();
  const atWork = new Map<string, Waiting>();
  const expecting = new Map<string, () => void>();
  const hold = (key: string, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        atWork.delete(key);
        reject(signal.reason);
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      atWork.set(key, {
        letGo: () => {
          signal.removeEventListener('abort', stop);
          atWork.delete(key);
          resolve();
        },
      });
      expecting.get(key)?.();
      expecting.delete(key);
    });
  const arrived = async (pipeline: string, id: string): Promise<void> => {
    const key = `${pipeline}/${id}`;
    if (!atWork.has(key)) await new Promise<void>(resolve => expecting.set(key, resolve));
  };
  const plugin = defineConnector<{ id: string; pipeline: string }, { readonly id: string }, number>({
    ...{ id: 'desk', version: '1.0.0', title: 'Desk', stability: 'experimental', examples: [] },
    options: z.strictObject({ id: z.string(), pipeline: z.string() }),
    streams: {
      answers: {
        row: z.object({ id: z.string() }),
        key: ['id'],
        state: z.number(),
        stateVersion: 1,
        feeds: 'feedback',
      },
    },
    check: async () => [],
    read: async function* ({ options: { id, pipeline }, signal }) {
      const key = `${pipeline}/${id}`;
      await hold(key, signal);
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      const ends = endsOf(pipeline, id);
      const end = ends[Math.min(attempt, ends.length) - 1]!;
      if (end === 'stall') await stalled(signal);
      endAs(end);
      const at = '2026-10-05T08:00:00.000Z';
      const row = { id, at, nps: 9, comment: `of ${id}` };
      yield { rows: [row], origin: () => ({ record: 1 }) };
      yield { checkpoint: 1 };
    },
  }) as unknown as Plugin;
  return {
    plugin,
    arrived,
    release: async (pipeline, id) => {
      await arrived(pipeline, id);
      atWork.get(`${pipeline}/${id}`)?.letGo();
    },
  };
}

function endAs(end: End): void {
  if (end === 'refuse')
    throw new VerbatimError('VB2104', 'a column is missing', { hint: 'add it', at: { file: 'a.csv', line: 1 } });
  if (end === 'throw') throw new TypeError('of the plugin');
  if (end === 'pass') throw new VerbatimError('VB4002', 'the line broke');
  if (end === 'timeout') throw new VerbatimError('VB6003', 'no end after 30 min');
}
