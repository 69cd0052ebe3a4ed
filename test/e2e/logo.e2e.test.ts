import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPdf } from '../reports/pdf-text.ts';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { runOctober, surveyProject } from './survey-project.ts';

const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1" fill="#c00"/></svg>';
const folder = scratch({
  ...surveyProject,
  'config/clients/acme/monthly.yaml':
    'pipeline: monthly\nclient: acme\nextends: ../../templates/survey.yaml\ntheme: { logo: brand/acme.svg, ink: "#135" }\nreport:\n  - { use: monthly-cx, languages: [fr] }\n',
  'brand/acme.svg': logo,
});
afterAll(() => folder.remove());

test('a client’s logo is on the cover of the report that a run makes and of the one that is laid out again', async () => {
  const cwd = folder.path;
  const ended = await verbatim(runOctober, { cwd });
  expect({ code: ended.code, stderr: ended.code === 0 ? '' : ended.stderr }).toEqual({ code: 0, stderr: '' });
  const [issued] = documentOf<{ reports: { path: string }[] }>(ended).reports;
  const again = await verbatim(
    ['report', 'render', 'monthly', '--client', 'acme', '--window', '2026-10', '-o', 'json'],
    { cwd },
  );
  const [laidOut] = documentOf<{ reports: { path: string }[] }>(again).reports;
  for (const { path } of [issued!, laidOut!]) {
    const html = readFileSync(join(cwd, path.replace(/\.pdf$/, '.html')), 'utf8');
    expect(html).toContain(Buffer.from(logo).toString('base64'));
    expect(html).toContain('--ink:#113355');
    const { structure } = await readPdf(readFileSync(join(cwd, path)));
    expect(structure.find(node => node.role === 'Figure')).toMatchObject({ alt: 'acme' });
  }
});
