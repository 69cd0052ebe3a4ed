import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkBundle } from '../../../reports/html/check-bundle.ts';
import { templateRoots } from './html-of.ts';

const folder = 'reports/templates/monthly-cx';

/** Faults of the template that ships with some files replaced, or removed where there is no text. */
async function faultsWith(files: Readonly<Record<string, string | null>>) {
  const root = await mkdtemp(join(tmpdir(), 'verbatim-bundle-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await cp(join(templateRoots[0]!, 'monthly-cx'), join(root, 'monthly-cx'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'monthly-cx', path);
    await (text === null ? rm(file) : writeFile(file, text));
  }
  const faults = await checkBundle({ root, name: 'monthly-cx' });
  return faults.map(({ code, at, message }) => [`${code} ${at.file}:${at.line}:${at.column}`, message]);
}

test('a template that ships has no fault', async () => {
  expect(await faultsWith({})).toEqual([]);
});

test('every part is looked at, whatever is wrong with the others', async () => {
  const found = await faultsWith({
    'report.yaml': 'title: Report\n',
    'theme.yaml': 'ink: blue\naccent: "#102030"\n',
    'styles.css': null,
    'phrases/en.yaml': '- a list\n',
    'partials/tile.hbs': '<p onclick="x">{{{tile}}}</p>\n',
  });
  expect(found.map(([place]) => place).sort()).toEqual([
    `VB5003 ${folder}/partials/tile.hbs:1:16`,
    `VB5003 ${folder}/partials/tile.hbs:1:4`,
    `VB5003 ${folder}/phrases/en.yaml:1:1`,
    `VB5003 ${folder}/report.yaml:1:1`,
    `VB5003 ${folder}/theme.yaml:1:1`,
    `VB5004 ${folder}/styles.css:1:1`,
  ]);
});

test('a call of what is no function is found without a report', async () => {
  expect(await faultsWith({ 'partials/base.hbs': '<p>\n{{numbr figure.n 0}}</p>' })).toEqual([
    [`VB5003 ${folder}/partials/base.hbs:2:1`, expect.stringContaining('unknown helper numbr')],
  ]);
});
