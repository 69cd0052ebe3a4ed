import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { runOctober, surveyProject } from './survey-project.ts';

/** A consultancy's own template: the one that ships, with four faults in three of its files. */
const own = 'reports/templates/monthly-cx';
const faulty: Readonly<Record<string, string>> = {
  'partials/cover.hbs': '<h1>x</h1>\n<script>1</script>\n<p>{{{names.title}}}</p>\n',
  'styles.css': '@import "https://x.test/a.css";\n',
  'strings/fr.yaml': 'page:\n  a: x\n  a: y\n',
};
let folder: ReturnType<typeof scratch>;

beforeAll(() => {
  folder = scratch(surveyProject);
  cpSync(resolve(import.meta.dirname, '../..', own), join(folder.path, own), { recursive: true });
});
afterAll(() => folder.remove());

interface Found {
  readonly errors: number;
  readonly diagnostics: readonly { readonly code: string; file: string; line: number; column: number }[];
}
const validate = async (): Promise<{ code: number | null; errors: number; places: string[] }> => {
  const ended = await verbatim(['validate', '-o', 'json'], { cwd: folder.path });
  const { errors, diagnostics } = documentOf<Found>(ended);
  const places = diagnostics.map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`);
  return { code: ended.code, errors, places };
};

test('validate compiles the templates that pipelines use, and tells every fault of theirs at its place', async () => {
  expect(await validate()).toEqual({ code: 0, errors: 0, places: [] });
  for (const [path, text] of Object.entries(faulty)) writeFileSync(join(folder.path, own, path), text);
  expect(await validate()).toEqual({
    code: 2,
    errors: 4,
    places: [
      `VB5003 ${own}/partials/cover.hbs:2:1`,
      `VB5003 ${own}/partials/cover.hbs:3:4`,
      `VB5003 ${own}/strings/fr.yaml:3:3`,
      `VB5003 ${own}/styles.css:1:1`,
    ],
  });
});

test('a run with a faulty template reads nothing', async () => {
  const ended = await verbatim(runOctober, { cwd: folder.path });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(`${own}/partials/cover.hbs:3:4`);
  expect(existsSync(join(folder.path, '.verbatim/store'))).toBe(false);
});
