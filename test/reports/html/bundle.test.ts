import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadBundle } from '../../../reports/html/bundle.ts';

const shipped = resolve(import.meta.dirname, '../../../reports/templates');
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'verbatim-bundle-'));
  await cp(join(shipped, 'monthly-cx'), join(root, 'monthly-cx'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const put = (path: string, text: string): Promise<void> => writeFile(join(root, 'monthly-cx', path), text);
const load = () => loadBundle([root, shipped], 'monthly-cx');

test('a project’s own template comes before the one that ships', async () => {
  await put(
    'report.yaml',
    'title: { fr: À nous, en: Ours }\npaper: A4\naudiences: { default: { label: { fr: a, en: b }, pages: [] } }\n',
  );
  expect((await load()).title).toEqual({ fr: 'À nous', en: 'Ours' });
});

test('words are typeset in their language', async () => {
  await put('strings/fr.yaml', "page: { ask: 'Qu''en dit-on ?' }\n");
  expect((await load()).strings.fr).toEqual({ 'page.ask': 'Qu’en dit-on\u202f?' });
});

test('a change on disk is seen by the next load', async () => {
  const before = await load();
  await put('template.hbs', '<h1>x</h1>');
  const after = await load();
  expect(after.render({}, {})).toBe('<h1>x</h1>');
  expect(before.render).not.toBe(after.render);
});

test('an unchanged template is compiled once', async () => {
  expect((await load()).render).toBe((await load()).render);
});

describe('a bundle is refused', () => {
  test.each(['template.hbs', 'styles.css', 'theme.yaml', 'strings/en.yaml', 'phrases/fr.yaml'])(
    'without %s',
    async path => {
      await rm(join(root, 'monthly-cx', path));
      await expect(load()).rejects.toMatchObject({
        code: 'VB5004',
        at: { file: `reports/templates/monthly-cx/${path}` },
      });
    },
  );

  test('when a key stands twice in its words, with the place', async () => {
    await put('strings/fr.yaml', 'page:\n  a: x\n  a: y\n');
    await expect(load()).rejects.toMatchObject({
      code: 'VB5003',
      at: { file: 'reports/templates/monthly-cx/strings/fr.yaml', line: 3 },
    });
  });

  test.each([
    '@import "x.css";',
    'p { background: url(https://x.test/a.png) }',
    "p { background: u\\72l('//x.test') }",
    '</style><script>',
  ])('when its styles hold %s', async css => {
    await put('styles.css', css);
    await expect(load()).rejects.toMatchObject({
      code: 'VB5003',
      at: { file: 'reports/templates/monthly-cx/styles.css' },
    });
  });

  test('when its template is at fault, with file, line and column', async () => {
    await put('partials/tile.hbs', '<p>\n{{{x}}}</p>');
    await expect(load()).rejects.toMatchObject({
      code: 'VB5003',
      at: { file: 'reports/templates/monthly-cx/partials/tile.hbs', line: 2, column: 1 },
    });
  });

  test('when report.yaml has no default audience', async () => {
    await put('report.yaml', 'title: { fr: a, en: b }\npaper: A4\n');
    await expect(load()).rejects.toMatchObject({ code: 'VB5003' });
  });
});
