import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostileComments } from '../fixtures/hostile-comments.ts';
import { readPdf } from '../reports/pdf-text.ts';
import { documentOf, rowsOf, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

/** Hostile comments through the whole product: a canary server counts who calls home. */
let requests = 0;
const canary = createServer((_request, response) => {
  requests += 1;
  response.end();
});
let folder: ReturnType<typeof scratch>;
let comments: readonly { readonly name: string; readonly text: string }[];

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

beforeAll(async () => {
  await new Promise<void>(ready => canary.listen(0, '127.0.0.1', ready));
  const host = `127.0.0.1:${(canary.address() as AddressInfo).port}`;
  comments = hostileComments().map(one => ({ ...one, text: one.text.replaceAll('canary.invalid', host) }));
  const rows = comments.map(
    ({ text }, index) =>
      `H${index};${String(1 + (index % 28)).padStart(2, '0')}/10/2026;C${index};web;${index % 11};${quoted(text)}`,
  );
  folder = scratch({
    ...surveyProject,
    // UTF-8 is tried first, whatever the pipeline declares.
    'inbox/answers.csv': Buffer.from(`id;repondu_le;client;canal;note;avis\n${rows.join('\n')}\n`, 'utf8'),
    'config/clients/acme/monthly.yaml':
      'pipeline: monthly\nclient: acme\nextends: ../../templates/survey.yaml\nquarantine: { stop_after: { rows: 40 } }\nsources: { survey: { with: { max_record_size: 2000000, nul: strip } } }\n',
  });
});

afterAll(async () => {
  folder.remove();
  await new Promise(done => canary.close(done));
});

test('40 hostile comments run through to the PDF: nothing calls home, nothing is executed, nothing is lost', async () => {
  expect(comments.length).toBeGreaterThanOrEqual(40);
  const cwd = folder.path;
  const ended = await verbatim(
    ['run', 'monthly', '--window', '2026-10', '--as-of', '2026-11-02T06:00:00Z', '-o', 'json'],
    { cwd },
  );
  expect({ code: ended.code, stderr: ended.code === 0 ? '' : ended.stderr }).toEqual({ code: 0, stderr: '' });
  const { steps, reports } = documentOf<{
    steps: { read: number; written: number; rejected: number }[];
    reports: { path: string }[];
  }>(ended);
  expect(steps[0]!.read).toBe(comments.length);
  expect(steps[0]!.written + steps[0]!.rejected).toBe(comments.length);
  expect(requests).toBe(0);
  for (const report of reports) {
    const pdf = await readPdf(readFileSync(join(cwd, report.path)));
    const text = pdf.pages.join('\n');
    expect(text).not.toMatch(/root:.*:0:0:/);
    expect(text).not.toContain('\u0000');
    expect(pdf.pages.every(page => page.trim() !== '')).toBe(true);
  }
  const stored = rowsOf<{ comment: string }>(await verbatim(['feedback', 'monthly', '-o', 'jsonl'], { cwd }));
  expect(stored).toHaveLength(steps[0]!.written);
  expect(stored.some(row => row.comment?.includes('<script>'))).toBe(true);
});

test('what was said in markup is stored and shown as the text that it is', async () => {
  const ended = await verbatim(['report', 'render', 'monthly', '--window', '2026-10'], { cwd: folder.path });
  expect(ended.code).toBe(0);
  const html = readFileSync(join(folder.path, ended.stdout.split('\n')[0]!.replace(/\.pdf$/, '.html')), 'utf8');
  expect(html).not.toMatch(/<(script|iframe|object|embed|link)\b/i);
  expect(html).not.toMatch(/\son\w+=/i);
  expect(requests).toBe(0);
});
