import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { halfPath, removeAbandonedHalves } from '../../../../plugins/sinks/folder/half-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-half-'));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const ours = (name = 'a.pdf'): string => basename(halfPath(folder, name));
/** The half file of a process that has ended. */
const ofTheDead = (): string => ours().replace(`-${process.pid}-`, `-${spawnSync(process.execPath, ['-v']).pid}-`);
const ofAnotherMachine = (): string => ofTheDead().replace(/a\.pdf\.[0-9a-f]{8}/, 'a.pdf.00000000');
function put(name: string, minutesAgo = 0): void {
  writeFileSync(join(folder, name), 'half');
  const time = Date.now() / 1000 - minutesAgo * 60;
  utimesSync(join(folder, name), time, time);
}

test('what a killed process left of a file is removed, what a live one writes is not', async () => {
  const mine = ours();
  for (const name of [ofTheDead(), ofTheDead(), mine]) put(name);
  await removeAbandonedHalves(folder, 'a.pdf');
  expect(readdirSync(folder)).toEqual([mine]);
});

test('that of another machine is removed when it has not grown for an hour', async () => {
  const [young, old] = [ofAnotherMachine(), ofAnotherMachine()];
  put(young, 59);
  put(old, 61);
  await removeAbandonedHalves(folder, 'a.pdf');
  expect(readdirSync(folder)).toEqual([young]);
});

test('nothing else is touched: other names, other forms, the file itself', async () => {
  const others = ['a.pdf', '.a.pdf.part', '.a.pdf.notes.part', ofTheDead().replace('.a.pdf.', '.b.pdf.')].sort();
  for (const name of others) put(name, 600);
  await removeAbandonedHalves(folder, 'a.pdf');
  expect(readdirSync(folder).sort()).toEqual(others);
});
