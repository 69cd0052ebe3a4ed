import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Renderer } from '../../core/model/render.ts';
import type { Quote } from '../../core/model/report.ts';
import { shorten } from '../../core/report/shorten.ts';
import { cleanText } from '../../core/warehouse/clean-text.ts';
import { createRenderer } from '../../reports/renderer.ts';
import { hostileComments } from '../fixtures/hostile-comments.ts';
import { templateRoots } from './html/html-of.ts';
import { testBrowsers } from './pdf/test-browsers.ts';
import { type ReadPdf, readPdf } from './pdf-text.ts';
import { sampleModel } from './sample-model.ts';
import { quote } from './sample-parts.ts';
import { phrase } from './sample-phrases.ts';

const never = new AbortController().signal;
const perGroup = 4;

describe.each(await testBrowsers())('printed by %s', (_from, options) => {
  let requests = 0;
  const canary = createServer((_request, response) => {
    requests += 1;
    response.end();
  });
  let renderer: Renderer;
  let folder: string;
  let quotes: readonly (Quote & { readonly name: string })[];
  let pdf: ReadPdf;

  const print = async (all: readonly Quote[]): Promise<ReadPdf> => {
    const groups = Array.from({ length: Math.ceil(all.length / perGroup) }, (_, group) => ({
      title: phrase('quotes.all', {}),
      n: all.length,
      quotes: all.slice(group * perGroup, (group + 1) * perGroup),
    }));
    const model = sampleModel({ verbatims: { title: phrase('verbatims.many', {}), groups } });
    const request = { model, language: 'fr' as const, theme: {}, templateRoots, into: folder, fileName: 'hostile' };
    return readPdf(await readFile((await renderer.render(request, never)).pdf));
  };

  beforeAll(async () => {
    await new Promise<void>(ready => canary.listen(0, '127.0.0.1', ready));
    const host = `127.0.0.1:${(canary.address() as AddressInfo).port}`;
    renderer = createRenderer(options);
    folder = await mkdtemp(join(tmpdir(), 'verbatim-hostile-'));
    // As they are stored, and as quotes are shortened.
    quotes = hostileComments()
      .map(({ name, text }) => ({ name, text: shorten(cleanText(text.replaceAll('canary.invalid', host))) }))
      .filter(({ text }) => text !== '')
      .map(({ name, text }, index) => ({ ...quote(`H-${index}`, text, []), name }));
    pdf = await print(quotes);
  });
  afterAll(async () => {
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
    await new Promise(done => canary.close(done));
  });

  test('forty and more hostile comments stand in the PDF as they were written, each in its quote', () => {
    const text = dense(pdf.pages.join(' '));
    expect(quotes.length).toBeGreaterThanOrEqual(40);
    for (const one of quotes) {
      const [, printed] =
        new RegExp(`«((?:(?!«).)*?)»Livraison,Lille,14oct\\.,NPS3/10réponse${one.id}·`).exec(text) ?? [];
      expect(printed, one.name).toBe(written(one.text));
    }
    expect(text).not.toMatch(/\0|root:.*:0:0:/);
  });

  test('they call nobody', () => {
    expect(requests).toBe(0);
  });

  test('they take no more room than as many plain words, and each page keeps its number and its foot', async () => {
    const words = 'Le colis est arrivé ouvert et personne n’a répondu. '.repeat(6);
    const plain = await print(quotes.map(one => ({ ...one, text: words.slice(0, 280) })));
    expect(pdf.pages.length).toBeLessThanOrEqual(plain.pages.length);
    for (const [at, page] of pdf.pages.entries()) {
      if (at > 0) expect(dense(page)).toContain(`${at + 1}/${pdf.pages.length}`);
    }
  });
});

/** Text as it is extracted has its spaces where lines end; signs without a width of their own may be left out. */
const dense = (text: string): string => text.replace(/[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');

/** What a quote prints of a text: at most six marks on a letter, and U+FFFD for what no font has, the controls. */
const written = (text: string): string =>
  dense(text.replace(/(\p{M}{6})\p{M}+/gu, '$1').replace(/[\0-\x08\x0e-\x1f\x7f-\x9f]/g, '\ufffd'));
