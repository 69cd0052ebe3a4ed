import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter(name => /\.(json|jsonl|ts|mjs|css|hbs|svg|csv|md|ya?ml)$/.test(name));

/** Folders of this machine that no other has by chance. */
const here = [root, homedir()].filter(folder => folder.split(sep).filter(Boolean).length >= 2);
/** Where a frame of a stack trace says its code stood. */
const frame = /\((?:file:\/\/)?(?:\/|[A-Z]:\\)[^()\s"]+:\d+:\d+\)/;

test('no file that is shared tells where somebody had it on their machine', () => {
  expect(tracked.length).toBeGreaterThan(500);
  const telling = tracked.filter(name => {
    const text = readFileSync(join(root, name), 'utf8');
    return frame.test(text) || here.some(folder => text.includes(folder + sep));
  });
  expect(telling).toEqual([]);
});
