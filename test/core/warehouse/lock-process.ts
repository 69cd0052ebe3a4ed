import { lockStore } from '../../../core/warehouse/lock.ts';

/* A process that waits for a line, asks for the lock of a folder, says what it got, and keeps it until it is killed or told to end. */
const dir = process.argv[2]!;
const lines = process.stdin[Symbol.asyncIterator]();

process.stdout.write('ready\n');
await lines.next();
try {
  const lock = await lockStore(dir);
  process.stdout.write('held\n');
  await lines.next();
  await lock.release();
  process.stdout.write('released\n');
} catch (error) {
  process.stdout.write(`refused ${(error as { code: string }).code} ${(error as Error).message}\n`);
}
process.exit(0);
