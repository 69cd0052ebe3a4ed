import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { entry, scratch } from '../e2e/command-line.ts';
import { startVerbatim } from './verbatim-process.ts';

afterAll(() => folder.remove());

/** Kills its process as power that fails would, in the second batch, when the first one is committed. */
const killer = `
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineEnrichment } from 'verbatim-cx/sdk';
import { z } from 'zod';
export const killer = defineEnrichment({
  id: 'killer', version: '1.0.0', title: 'Kills', stability: 'experimental', examples: [],
  options: z.strictObject({}), stage: 'before-write', reads: ['comment'], writes: ['comment'],
  open: async ({ root }) => batch => {
    if (existsSync(join(root, 'kill-here')) && !batch.some(one => one.externalId === 'R1'))
      process.kill(process.pid, 'SIGKILL');
    return batch;
  },
});
`;
const rows = 8_000;

/** Of the first answer the score and the comment are given: both are in the batch that is committed before the kill. */
const answers = (first: string): string =>
  `id,at,score,words\nR1,2026-10-01,${first}\n${Array.from({ length: rows - 1 }, (_, index) => `R${index + 2},2026-10-02,9,bien\n`).join('')}`;

const folder = scratch({
  'config/verbatim.yaml': 'project: cabinet\nplugins: [./plugins/killer.ts]\n',
  'config/monthly.yaml': `pipeline: monthly
sources:
  survey:
    use: csv
    with: { path: inbox/answers.csv }
    streams:
      answers: { key: [id], map: { at: at, comment: words, answers: { nps: { from: score, scale: [0, 10] } } } }
steps:
  - { id: killer, use: killer }
kpis:
  - { use: nps }
`,
  'plugins/killer.ts': killer,
  'inbox/answers.csv': answers('9,ancien'),
});
const cwd = folder.path;

function call(line: string) {
  return startVerbatim([...line.split(' '), '-o', 'json'], { entry, cwd, env: { DATABASE_URL: '' } });
}

async function documentOf<T>(line: string): Promise<T> {
  const command = call(line);
  expect(await command.ended, command.stderr()).toEqual({ code: 0, signal: null });
  return JSON.parse(command.stdout()) as T;
}

const run = 'run monthly --window 2026-10 --as-of 2026-11-02T06:00:00Z';

test('a load that was killed, whose file was then corrected, and that is run again has the correction', async () => {
  writeFileSync(join(cwd, 'kill-here'), '');
  expect(await call(run).ended).toEqual({ code: null, signal: 'SIGKILL' });
  rmSync(join(cwd, 'kill-here'));
  const { feedback: before } = await documentOf<{ feedback: readonly object[] }>('feedback monthly --limit 1');
  expect(before).toMatchObject([{ externalId: 'R1', comment: 'ancien', answers: { nps: 9 } }]);
  // Of the same length, so that the size of the file does not tell.
  writeFileSync(join(cwd, 'inbox/answers.csv'), answers('1,nouvel'));
  const { steps } = await documentOf<{ steps: readonly object[] }>(run);
  expect(steps[0]).toMatchObject({ written: rows, unchanged: 0, rejected: 0 });
  const { feedback: after } = await documentOf<{ feedback: readonly object[] }>('feedback monthly --limit 1');
  expect(after).toMatchObject([{ externalId: 'R1', comment: 'nouvel', answers: { nps: 1 } }]);
  // 7,999 promoters and one detractor of 8,000: 7,998 / 8,000.
  const { metrics } = await documentOf<{ metrics: readonly object[] }>('metrics monthly --window 2026-10');
  expect(metrics[0]).toMatchObject({ kpi: 'nps', n: rows, value: expect.closeTo(99.975, 10) });
});
