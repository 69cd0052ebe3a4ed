import { expect, test } from 'vitest';
import { loadTheme } from '../../../core/run/load-theme.ts';
import { projectOnDisk } from '../spec/project-on-disk.ts';

test('a logo goes into the report with its bytes, and #rgb is written in full', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const root = await projectOnDisk({ 'brand/logo.svg': svg });
  expect(await loadTheme({ theme: { ink: '#1af', accent: '#405060', logo: 'brand/logo.svg' } }, root)).toEqual({
    ink: '#11aaff',
    accent: '#405060',
    logo: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
  });
});

test('what a theme does not say is left to the template', async () => {
  expect(await loadTheme({ theme: {} }, '/')).toEqual({});
});

test('a logo that is gone since the pipeline was checked fails the report with its path', async () => {
  const root = await projectOnDisk({});
  await expect(loadTheme({ theme: { logo: 'brand/logo.svg' } }, root)).rejects.toMatchObject({
    code: 'VB1401',
    message: 'the logo brand/logo.svg is missing',
  });
});
