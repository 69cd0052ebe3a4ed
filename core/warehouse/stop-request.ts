import { rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { storeHolder } from './lock.ts';
import { shareRunLock, takeRunLock } from './run-lock.ts';
import type { Warehouse } from './warehouse.ts';

/** How often a run in process looks whether it is asked to stop. */
const lookMs = 500;
/** How long whoever asks waits to be heard. */
const patienceMs = 15_000;

/*
 * A run in process belongs to a process that others may not know. On PostgreSQL whoever asks holds a lock of the run's
 * name while it asks; on the embedded store, which nobody else can open, it puts a file beside the store. Neither
 * outlives whoever asks, so nothing stops a later run of the same id.
 */

/**
 * Listens for somebody who asks a run of this process to stop, until the function that it gives is called.
 *
 * @param asked - called once
 */
export function listenForStop(wh: Warehouse, run: string, asked: () => void): () => Promise<void> {
  const over = new AbortController();
  const listening = async (): Promise<void> => {
    if (wh.dir !== null) await rm(fileOf(wh.dir, run), { force: true });
    while (!over.signal.aborted) {
      await pause(lookMs, undefined, { signal: over.signal }).catch(() => {});
      // A database that is away for a moment says nothing; the run itself will meet it.
      if (!over.signal.aborted && (await isAsked(wh, run).catch(() => false))) return asked();
    }
  };
  const end = listening();
  return async () => {
    over.abort();
    await end;
  };
}

async function isAsked(wh: Warehouse, run: string): Promise<boolean> {
  if (wh.dir === null) return !(await wh.transaction(trx => shareRunLock(wh, trx, nameOf(run))));
  return await rm(fileOf(wh.dir, run)).then(
    () => true,
    () => false,
  );
}

/**
 * Asks the process that is at work on a run to stop, and waits for the run to end, for a quarter of a minute at most.
 *
 * @param ended - says whether the run has ended
 * @returns false when it has not yet
 */
export async function askToStop(wh: Warehouse, run: string, ended: () => Promise<boolean>): Promise<boolean> {
  let giveBack: (() => Promise<void>) | null = null;
  try {
    for (const until = Date.now() + patienceMs; Date.now() < until; await pause(lookMs / 5)) {
      giveBack ??= await takeRunLock(wh, nameOf(run));
      if (await ended()) return true;
    }
    return false;
  } finally {
    await giveBack?.();
  }
}

/**
 * Asks the process that has an embedded store open to stop a run.
 *
 * @param dir - absolute folder of the store
 * @returns its number once it has heard; `null` when nobody has the store, or it is not at work on that run
 */
export async function askHolderToStop(dir: string, run: string): Promise<number | null> {
  const holder = await storeHolder(dir);
  if (holder === null || !runForm.test(run)) return null;
  const file = fileOf(dir, run);
  await writeFile(file, '');
  try {
    for (const until = Date.now() + patienceMs / 5; Date.now() < until; await pause(lookMs / 5)) {
      if ((await stat(file).catch(() => null)) === null) return holder;
    }
    return null;
  } finally {
    await rm(file, { force: true });
  }
}

/** An id that was typed becomes part of a path. */
const runForm = /^[0-9A-Z]{26}$/;

const nameOf = (run: string): string => `stop/${run}`;
const fileOf = (dir: string, run: string): string => `${dir}.stop-${run}`;
