import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPdf } from '../reports/pdf-text.ts';
import { documentOf, rowsOf, scratch, verbatim } from './command-line.ts';
import { runOctober, surveyCsv, surveyProject } from './survey-project.ts';

interface RunDocument {
  readonly schemaVersion: number;
  readonly run: { readonly id: string; readonly status: string; readonly planDigest: string };
  readonly steps: readonly {
    readonly id: string;
    readonly read: number;
    readonly written: number;
    readonly unchanged: number;
    readonly rejected: number;
    readonly deduplicated: number;
  }[];
  readonly reports: readonly {
    readonly language: string;
    readonly path: string;
    readonly sha256: string;
    readonly pages: number;
    readonly model: string;
  }[];
}

const folder = scratch(surveyProject);
const cwd = folder.path;
const text = async (path: string): Promise<string> => (await readPdf(readFileSync(join(cwd, path)))).pages.join('\n');
afterAll(folder.remove);

describe('a client runs its month', () => {
  let first: RunDocument;
  let firstMetrics: string;
  let firstText: string;

  beforeAll(async () => {
    first = documentOf<RunDocument>(await verbatim(runOctober, { cwd }));
    firstMetrics = (await verbatim(['metrics', 'monthly', '--window', '2026-10', '-o', 'json'], { cwd })).stdout;
    firstText = await text(first.reports[0]!.path);
  });

  test('every row is accounted for: 43 read = 40 written + 2 refused + 1 duplicate', () => {
    expect(first.run.status).toBe('succeeded');
    expect(first.steps[0]).toMatchObject({
      id: 'survey.answers',
      read: 43,
      written: 40,
      unchanged: 0,
      rejected: 2,
      deduplicated: 1,
    });
  });

  test('the figures are those of the answers: 24 promoters, 8 passives, 8 detractors give NPS 40', () => {
    const { metrics } = JSON.parse(firstMetrics) as {
      metrics: { kpi: string; cell: object; value: number; n: number; numerator: number }[];
    };
    expect(metrics.find(one => one.kpi === 'nps')).toMatchObject({ cell: {}, value: 40, n: 40, numerator: 16 });
    expect(metrics.filter(one => one.kpi === 'nps')).toHaveLength(3);
  });

  test('what the PDF says is what the frozen model holds', () => {
    const model = JSON.parse(readFileSync(join(cwd, first.reports[0]!.model), 'utf8')) as {
      summary: { tiles: { kpi: string; figure: { value: number } }[] };
    };
    expect(model.summary.tiles[0]).toMatchObject({ kpi: 'nps', figure: { value: 40 } });
    expect(firstText).toContain('40,0');
  });

  test('the PDF that is named is the PDF that is there', () => {
    for (const report of first.reports) {
      const bytes = readFileSync(join(cwd, report.path));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(report.sha256);
    }
    expect(first.reports.map(report => report.language)).toEqual(['fr', 'en']);
  });

  test('stored text has no personal data, and the line break in quotes is kept', async () => {
    const rows = rowsOf<{ externalId: string; comment: string | null; customer: string; channel: string }>(
      await verbatim(['feedback', 'monthly', '-o', 'jsonl'], { cwd }),
    );
    expect(rows).toHaveLength(40);
    const comment = (id: string) => rows.find(row => row.externalId === id)!.comment;
    expect(comment('R1')).toBe('Très bien,\r\nmerci');
    expect(comment('R2')).toBe('écrire à [EMAIL_1]');
    expect(rows.find(row => row.externalId === 'R1')).toMatchObject({ channel: 'web' });
    expect(JSON.stringify(rows)).not.toContain('"C1"');
  });

  test('refused rows stand in the quarantine with file, line and reason', async () => {
    const rows = rowsOf<{ origin: { file: string; line: number }; code: string; reason: string }>(
      await verbatim(['quarantine', 'list', 'monthly', '-o', 'jsonl'], { cwd }),
    );
    // Header on line 1; R1 takes lines 2 and 3; R40 stands on 42.
    expect(rows.map(row => [row.origin.file, row.origin.line, row.code])).toEqual([
      ['inbox/answers.csv', 43, 'VB2106'],
      ['inbox/answers.csv', 44, 'VB2202'],
    ]);
  });

  test('running it again writes nothing, and gives the same figures and the same PDF text', async () => {
    const again = documentOf<RunDocument>(await verbatim(runOctober, { cwd }));
    expect(again.steps[0]).toMatchObject({ read: 43, written: 0, unchanged: 40, rejected: 2, deduplicated: 1 });
    expect(again.run.planDigest).toBe(first.run.planDigest);
    expect((await verbatim(['metrics', 'monthly', '--window', '2026-10', '-o', 'json'], { cwd })).stdout).toBe(
      firstMetrics,
    );
    expect(await text(again.reports[0]!.path)).toBe(firstText);
    expect(again.reports.map(report => report.sha256)).toEqual(first.reports.map(report => report.sha256));
  });

  test('a corrected export replaces what was wrong, and the mended row leaves the quarantine', async () => {
    writeFileSync(
      join(cwd, 'inbox/answers.csv'),
      surveyCsv().toString('latin1').replace('C42;web;11,0', 'C42;web;10,0').replace('C40;mag;3,0', 'C40;mag;9,0'),
      'latin1',
    );
    const mended = documentOf<RunDocument>(await verbatim(runOctober, { cwd }));
    expect(mended.steps[0]).toMatchObject({ written: 2, rejected: 1 });
    expect(rowsOf(await verbatim(['quarantine', 'list', 'monthly', '-o', 'jsonl'], { cwd }))).toHaveLength(1);
    // 26 promoters, 8 passives, 7 detractors of 41: 19 / 41.
    const { stdout } = await verbatim(['metrics', 'monthly', '--kpi', 'nps', '--window', '2026-10', '-o', 'json'], {
      cwd,
    });
    expect((JSON.parse(stdout) as { metrics: { value: number }[] }).metrics[0]!.value).toBeCloseTo((100 * 19) / 41, 10);
  });

  test('every run is listed, and one is shown with its steps', async () => {
    const { runs } = documentOf<{ runs: { id: string }[] }>(
      await verbatim(['runs', 'list', '--client', 'acme', '-o', 'json'], { cwd }),
    );
    expect(runs.at(-1)!.id).toBe(first.run.id);
    const shown = documentOf<{ run: { id: string }; steps: unknown[] }>(
      await verbatim(['runs', 'show', first.run.id, '--client', 'acme', '-o', 'json'], { cwd }),
    );
    expect(shown.run.id).toBe(first.run.id);
    expect(shown.steps.length).toBeGreaterThan(3);
  });
});
