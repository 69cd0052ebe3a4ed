import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Counts } from '../../core/plan/result.ts';
import type { WarehouseTarget } from '../../core/warehouse/warehouse.ts';
import { type CompiledSources, compileSources } from '../compiled-sources.ts';

let compiled: CompiledSources | null = null;

/** The loading process as JavaScript, compiled once for all that are started. */
function script(): string {
  compiled ??= compileSources([
    'core',
    'test/core/warehouse/load-fixture.ts',
    'test/faults/generated-rows.ts',
    'test/faults/load-process.ts',
  ]);
  return join(compiled.root, 'test/faults/load-process.js');
}

/** Removes what the loading processes were started from. */
export function removeCompiled(): void {
  compiled?.remove();
  compiled = null;
}

/** A loading process whose code is loaded and which waits for `go`. */
interface Loader {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly go: () => void;
  /** Called for every committed batch. */
  onBatch: () => void;
  /** Counts when it came to its end; `null` when it was killed; rejects when it failed by itself. */
  readonly ended: Promise<Counts | null>;
}

/** Where to kill next: after so many acknowledged batches, so many milliseconds later. */
export interface KillPoint {
  readonly afterBatches: number;
  readonly delayMs: number;
}

/**
 * Loads until done, with a SIGKILL at every point of `kills`; afterwards one process goes on undisturbed.
 * The next process loads its code while the one before works.
 *
 * @returns the counts of the one that came to its end, and how many were killed before theirs
 */
export async function loadKilled(
  target: WarehouseTarget,
  batches: number,
  kills: readonly KillPoint[],
): Promise<{ counts: Counts; killed: number }> {
  let next = startLoader(target, batches);
  for (let killed = 0; ; killed += 1) {
    const loader = next;
    await loader.ready;
    const kill = kills[killed];
    if (kill === undefined) {
      loader.go();
      const counts = await loader.ended;
      if (counts === null) throw new Error('the last process was killed by somebody else');
      return { counts, killed };
    }
    next = startLoader(target, batches);
    killAt(loader, kill);
    loader.go();
    const counts = await loader.ended;
    if (counts !== null) {
      next.child.kill('SIGKILL');
      return { counts, killed };
    }
  }
}

function killAt(loader: Loader, { afterBatches, delayMs }: KillPoint): void {
  let seen = 0;
  const arm = (): void => {
    setTimeout(() => loader.child.kill('SIGKILL'), delayMs);
  };
  loader.onBatch = () => {
    seen += 1;
    if (seen === afterBatches) arm();
  };
  if (afterBatches === 0) arm();
}

/** Starts a loading process; it does nothing before `go`. */
export function startLoader(target: WarehouseTarget, batches: number): Loader {
  const child = spawn(process.execPath, [script(), target.url ?? '', target.dir, String(batches)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  let counts: Counts | null = null;
  let markReady = (): void => {};
  const ready = new Promise<void>(resolve => {
    markReady = resolve;
  });
  const loader: Loader = {
    child,
    ready,
    go: () => child.stdin.write('go\n'),
    onBatch: () => {},
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        markReady();
        if (signal === 'SIGKILL' || code === 0) resolve(counts);
        else reject(new Error(`the loading process ended with ${code ?? signal}: ${said}`));
      });
    }),
  };
  loader.ended.catch(() => {});
  createInterface({ input: child.stdout }).on('line', line => {
    if (line === 'ready') markReady();
    else if (line.startsWith('batch ')) loader.onBatch();
    else if (line.startsWith('done ')) counts = JSON.parse(line.slice(5)) as Counts;
  });
  return loader;
}
