import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { entry, scratch } from '../e2e/command-line.ts';
import { surveyProject } from '../e2e/survey-project.ts';
import { readPdf } from '../reports/pdf-text.ts';
import { startVerbatim } from './verbatim-process.ts';

const folder = scratch(surveyProject);
afterAll(folder.remove);

interface Issued {
  readonly reports: readonly { readonly language: string; readonly path: string; readonly model: string }[];
}

async function call<T>(...args: readonly string[]): Promise<T> {
  const { DATABASE_URL: _, ...env } = process.env;
  const command = startVerbatim([...args, '-o', 'json'], {
    ...{ entry, cwd: folder.path, env: { ...(env as Record<string, string>), DATABASE_URL: '' } },
  });
  expect(await command.ended, command.stderr()).toEqual({ code: 0, signal: null });
  return JSON.parse(command.stdout()) as T;
}

async function issue(asOf: string) {
  const { reports } = await call<Issued>('run', 'monthly', '--client', 'acme', '--window', '2026-10', '--as-of', asOf);
  const model = JSON.parse(readFileSync(join(folder.path, reports[0]!.model), 'utf8')) as { restates?: object };
  const texts = await Promise.all(
    reports.map(async ({ path }) => (await readPdf(readFileSync(join(folder.path, path)))).pages.join('\n')),
  );
  return { restates: model.restates, texts: texts.map(text => text.replace(/\s+/g, ' ')) };
}

const npsOf = async (): Promise<number> => {
  const { metrics } = await call<{ metrics: readonly { value: number }[] }>(
    ...['metrics', 'monthly', '--kpi', 'nps', '--window', '2026-10'],
  );
  return metrics[0]!.value;
};

test('a record that comes after its month was reported restates the KPI, and the month issued again says so', async () => {
  const first = await issue('2026-11-02T06:00:00Z');
  // 24 promoters, 8 passives and 8 detractors of 40.
  expect(await npsOf()).toBe(40);
  const again = await issue('2026-11-03T06:00:00Z');
  const inbox = join(folder.path, 'inbox/answers.csv');
  // A score of 11 goes into the quarantine: it is in no figure of October, nor of any month.
  appendFileSync(inbox, 'R80;02/11/2026;C80;web;11,0;\r\n', 'latin1');
  const refused = await issue('2026-11-04T06:00:00Z');
  for (const { restates, texts } of [first, again, refused]) {
    expect(restates).toBeUndefined();
    expect(texts.join()).not.toMatch(/Restate|Rectifi/);
  }
  appendFileSync(inbox, 'R90;30/10/2026;C90;web;10,0;\r\n', 'latin1');
  const late = await issue('2026-11-09T06:00:00Z');
  // 25 promoters and 8 detractors of 41: 17 / 41.
  expect(await npsOf()).toBeCloseTo((100 * 17) / 41, 10);
  expect(late.restates).toEqual({ version: 3, asOf: '2026-11-04T06:00:00.000Z' });
  const [fr, en] = late.texts;
  expect(fr).toMatch(/Rectifié : remplace la version 3, .* des données au 4 novembre 2026.* Définitif, rectifié/);
  expect(fr).toMatch(/Rectification Cette période a déjà fait.*, en version 3,.* du 4 novembre 2026/);
  expect(en).toMatch(/Restated: replaces version 3, made on the data as of 4 November 2026.* Final, restated/);
  expect(en).toMatch(/Restatement This period was reported before, in version 3,.* on 4 November 2026/);
  const { reports } = await call<{ reports: readonly { version: number; restates: number | null }[] }>(
    ...['report', 'list', 'monthly'],
  );
  expect(reports.map(({ version, restates }) => [version, restates])).toEqual([
    ...[
      [4, 3],
      [3, null],
      [2, null],
      [1, null],
    ],
  ]);
});
