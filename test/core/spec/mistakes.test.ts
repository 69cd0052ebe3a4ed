import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../core/spec/diagnostic.ts';
import { loadProject } from '../../../core/spec/project.ts';
import { validateProject } from '../../../core/spec/validate.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';

/** Where a seeded mistake must be found; `hint` is a part of the hint, and may be left out. */
type Expected = Pick<Diagnostic, 'file' | 'line' | 'column' | 'severity' | 'code'> & { readonly hint?: string };

const folder = fileURLToPath(new URL('../../fixtures/mistakes/', import.meta.url));
const names = (await readdir(folder)).sort();

test.each(names)('%s is found where it stands, with a hint, and nothing else is', async name => {
  const expected = JSON.parse(await readFile(`${folder}${name}/expected.json`, 'utf8')) as Expected[];
  const project = await loadProject(`${folder}${name}`, { variables: { KNOWN_TOKEN: 'token' } });
  const { diagnostics } = await validateProject(project, { registry: fakeRegistry(), templates: ['monthly-cx'] });
  const found = diagnostics.map(({ file, line, column, severity, code }) => ({ file, line, column, severity, code }));
  expect(found).toEqual(expected.map(({ hint: _, ...place }) => place));
  for (const [index, { hint }] of expected.entries())
    if (hint !== undefined) expect(diagnostics[index]!.hint).toContain(hint);
});
