import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** The packages are imported as the plugins import them, in a process of their own whose folder has a `.env`. */
const program = `
  const { createRequire } = await import('node:module');
  const load = createRequire(${JSON.stringify(pathToFileURL(join(root, 'package.json')).href)});
  const from = name => import(load.resolve(name));
  const { SentimentAnalyzer } = await from('natural/lib/natural/sentiment/index.js');
  const { default: create } = await from('ml-sentiment');
  new SentimentAnalyzer('French', undefined, 'pattern').getSentiment(['bon']);
  create({ lang: 'en', tokenize: word => word }).classify('good');
  const modules = Object.keys(load.cache).length;
  process.exitCode = process.env.READ_FROM_DOTENV === undefined && modules < 200 ? 0 : 1;
`;

test('neither package prints, reads the .env of the folder, or loads hundreds of modules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quiet-'));
  try {
    writeFileSync(join(folder, '.env'), 'READ_FROM_DOTENV=1\n');
    writeFileSync(join(folder, 'program.mjs'), program);
    const output = execFileSync(process.execPath, [join(folder, 'program.mjs')], { cwd: folder, stdio: 'pipe' });
    expect(output.toString()).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
