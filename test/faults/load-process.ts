import { createInterface } from 'node:readline';
import { openStream } from '../../core/warehouse/load.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { endRun } from '../../core/warehouse/runs.ts';
import { startRun } from '../../core/warehouse/start-run.ts';
import { options, testPlan, write } from '../core/warehouse/load-fixture.ts';
import { generatedBatch } from './generated-rows.ts';

/*
 * A process that loads generated batches and is killed on the way. It says "ready" when its code is loaded, waits for
 * one line on stdin, says "batch N" after each commit, and "done {counts}" at the end.
 */
const [url = '', dir = '', batches = '0'] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

say('ready');
for await (const _line of createInterface({ input: process.stdin })) break;

const wh = await openWarehouse({ url: url || null, dir, client: null, customerKey: Buffer.alloc(32, 7) });
try {
  const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
  const writer = await openStream(wh, options(run));
  const from = (writer.state as { next: number } | null)?.next ?? 0;
  let last: Promise<unknown> = Promise.resolve();
  for (let index = from; index < Number(batches); index += 1) {
    const before = last;
    last = write(writer, generatedBatch(index)).then(() => say(`batch ${index}`));
    await before;
  }
  await last;
  say(`done ${JSON.stringify(await writer.finish())}`);
  await endRun(wh, run, 'succeeded');
} finally {
  await wh.close();
}
process.exit(0);
