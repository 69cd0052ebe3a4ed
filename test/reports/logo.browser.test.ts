import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Renderer } from '../../core/model/render.ts';
import { createRenderer } from '../../reports/renderer.ts';
import { templateRoots } from './html/html-of.ts';
import { testBrowsers } from './pdf/test-browsers.ts';
import { readPdf } from './pdf-text.ts';
import { sampleModel } from './sample-model.ts';

const never = new AbortController().signal;

/** A PNG of one colour, made of its three chunks. */
function redPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits of red, green and blue.
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([200, 0, 0]))]);
  const pixels = deflateSync(Buffer.concat(Array<Buffer>(height).fill(row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

const svg = (width: number, height: number, content = ''): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="#c00"/>${content}</svg>`,
  );

describe.each(await testBrowsers())('printed by %s', (_from, options) => {
  let renderer: Renderer;
  let folder: string;
  beforeAll(async () => {
    renderer = createRenderer(options);
    folder = await mkdtemp(join(tmpdir(), 'verbatim-logo-'));
  });
  afterAll(async () => {
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
  });
  const print = async (type: string, bytes: Buffer) => {
    const logo = `data:image/${type};base64,${bytes.toString('base64')}`;
    const request = { model: sampleModel(), language: 'fr' as const, theme: { logo }, templateRoots };
    const { pdf } = await renderer.render({ ...request, into: folder, fileName: 'logo' }, never);
    const printed = await readFile(pdf);
    const { pages, structure } = await readPdf(printed);
    const [first] = structure.filter(node => node.role === 'Figure') as { alt?: string }[];
    return { pages: pages.length, alt: first?.alt, text: printed.toString('latin1') };
  };

  test.each([
    ['wide', 1200, 60],
    ['tall', 40, 160],
    ['square', 3000, 3000],
  ])(
    'a %s logo stands on the cover under the client’s name, and moves nothing to another page',
    async (_form, width, height) => {
      const without = await print('svg+xml', svg(1, 1));
      const { pages, alt } = await print('svg+xml', svg(width, height));
      expect({ pages, alt }).toEqual({ pages: without.pages, alt: 'Maison Lumière' });
    },
  );

  test('a PNG is in the file with all its pixels', async () => {
    const { text, alt } = await print('png', redPng(123, 45));
    expect(alt).toBe('Maison Lumière');
    expect(text).toMatch(/\/Width 123\s+\/Height 45\b/);
  });

  test('an SVG that would run a script or load a picture does neither', async () => {
    const asks = '<script>location="http://127.0.0.1:9/"</script><image href="http://127.0.0.1:9/a.png"/>';
    expect(await print('svg+xml', svg(40, 10, asks))).toMatchObject({ alt: 'Maison Lumière' });
  });

  test('a broken picture fails the report and is named', async () => {
    await expect(print('png', redPng(8, 8).subarray(0, 40))).rejects.toMatchObject({
      code: 'VB5004',
      message: expect.stringContaining('img.logo is an image that cannot be loaded'),
    });
  });
});
