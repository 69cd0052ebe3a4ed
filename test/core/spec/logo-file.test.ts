import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLogo } from '../../../core/spec/logo-file.ts';
import { loadProject } from '../../../core/spec/project.ts';
import { validateProject } from '../../../core/spec/validate.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';
import { projectOnDisk, soundPipeline } from './project-on-disk.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>';

/** Signature, then the head of the first chunk with width and height: what tells a PNG and its size. */
function pngHead(width: number, height: number): Buffer {
  const head = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(head);
  head.write('\0\0\0\rIHDR', 8, 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

const read = async (content: string | Buffer, name = 'brand/logo.svg') => {
  const root = await projectOnDisk({});
  await mkdir(join(root, 'brand'));
  await writeFile(join(root, name), content);
  return readLogo(root, name);
};

describe('a logo is told by what it holds', () => {
  test('a PNG by its signature, whatever it is called', async () => {
    const bytes = pngHead(4000, 80);
    expect(await read(bytes, 'brand/logo.jpg')).toEqual({ mediaType: 'image/png', bytes });
  });

  test.each([
    ['alone', svg],
    ['behind a byte-order mark and a declaration', `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${svg}`],
    ['behind comments', `<!-- a > b --> <!-- <html> -->${svg}`],
    ['behind a document type with entities', `<!DOCTYPE svg PUBLIC "-//W3C" "x.dtd" [<!ENTITY a "b">]>\n${svg}`],
  ])('an SVG by its root element, %s', async (_how, text) => {
    expect(await read(text)).toEqual({ mediaType: 'image/svg+xml', bytes: Buffer.from(text) });
  });

  test.each([
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'neither an SVG nor a PNG'],
    ['a page with an SVG in it', `<html>${svg}</html>`, 'neither an SVG nor a PNG'],
    ['nothing', '', 'neither an SVG nor a PNG'],
    ['an SVG that a browser would not draw', '<svg viewBox="0 0 1 1"></svg>', 'does not say that it is an SVG'],
    ['a PNG of 16 million pixels in one row', pngHead(16_000_000, 1), '16000000 × 1 pixels, at most 4000'],
    ['a file of one byte too many', Buffer.alloc(1_000_001, svg), '1000001 bytes, at most 1000000'],
  ])('%s is refused', async (_what, content, message) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'VB1202', message: expect.stringContaining(message) });
  });

  test('a hundred thousand comments before the root are read as quickly as one', async () => {
    await expect(read('<!---->'.repeat(100_000))).rejects.toMatchObject({ code: 'VB1202' });
  });
});

describe('validate finds a logo that cannot be printed, where it is named', () => {
  const found = async (logo: string, files: Readonly<Record<string, string>> = {}, link?: string) => {
    const theme = `theme: { ink: '#102030', logo: ${logo} }\n`;
    const root = await projectOnDisk({ 'config/monthly.yaml': soundPipeline('monthly', theme), ...files });
    if (link !== undefined) await symlink(link, join(root, 'logo.svg'));
    const project = await loadProject(root, { variables: {} });
    const { diagnostics } = await validateProject(project, { registry: fakeRegistry(), templates: ['monthly-cx'] });
    return diagnostics.map(({ code, file, line, column }) => ({ code, at: `${file}:${line}:${column}` }));
  };
  const at = 'config/monthly.yaml:2:32';

  test('one that is there is no fault', async () => {
    expect(await found('logo.svg', { 'logo.svg': svg })).toEqual([]);
  });

  test('one that is missing', async () => {
    expect(await found('brand/logo.svg')).toEqual([{ code: 'VB1401', at }]);
  });

  test('a folder, and a file of another kind', async () => {
    expect(await found('config')).toEqual([{ code: 'VB1202', at }]);
    expect(await found('logo.svg', { 'logo.svg': 'no picture' })).toEqual([{ code: 'VB1202', at }]);
  });

  test('a path that leads out of the project, and a link that does', async () => {
    expect(await found('../logo.svg')).toEqual([{ code: 'VB1407', at }]);
    expect(await found('logo.svg', {}, '/etc/hostname')).toEqual([{ code: 'VB1407', at }]);
  });

  test('the logo of one report', async () => {
    const report = 'report:\n  - use: monthly-cx\n    theme:\n      logo: gone.png\n';
    const root = await projectOnDisk({ 'config/monthly.yaml': soundPipeline('monthly') + report });
    const project = await loadProject(root, { variables: {} });
    const { diagnostics } = await validateProject(project, { registry: fakeRegistry(), templates: ['monthly-cx'] });
    expect(diagnostics).toMatchObject([{ code: 'VB1401', file: 'config/monthly.yaml', line: 13, column: 13 }]);
  });
});
