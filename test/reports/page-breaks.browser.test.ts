import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Renderer } from '../../core/model/render.ts';
import type { ReportModel } from '../../core/model/report.ts';
import { createRenderer } from '../../reports/renderer.ts';
import { testBrowsers } from './pdf/test-browsers.ts';
import { readPdf } from './pdf-text.ts';
import { sampleModel } from './sample-model.ts';
import { sampleTable, sampleTrend, segmentRow } from './sample-parts.ts';
import { phrase } from './sample-phrases.ts';

const templateRoots = [resolve(import.meta.dirname, '../../reports/templates')];
const never = new AbortController().signal;

describe.each(await testBrowsers())('printed by %s', (_from, options) => {
  let renderer: Renderer;
  let folder: string;
  beforeAll(async () => {
    renderer = createRenderer(options);
    folder = await mkdtemp(join(tmpdir(), 'verbatim-breaks-'));
  });
  afterAll(async () => {
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
  });
  const pagesOf = async (changes: Partial<ReportModel>): Promise<readonly string[]> => {
    const request = { model: sampleModel(changes), language: 'fr' as const, theme: {}, templateRoots };
    const { pdf } = await renderer.render({ ...request, into: folder, fileName: 'breaks' }, never);
    return (await readPdf(await readFile(pdf))).pages;
  };
  const rowsOf = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => segmentRow(`${name}${index}`, `${name} ${index};`, 10 + index, null));

  test.each([9, 10, 11, 12, 13, 14])(
    'the title of a long table after one of %i rows stands with its first three rows',
    async count => {
      const second = {
        ...sampleTable(rowsOf('Second', 40)),
        dimension: 'second',
        title: phrase('segments.small', { dimension: { kind: 'text', text: 'deuxième découpage' } }),
      };
      const pages = await pagesOf({ segments: [sampleTable(rowsOf('Premier', count)), second], annex: [] });
      const page = pages.find(text => text.includes('deuxième découpage'))!;
      for (const row of ['Second 0;', 'Second 1;', 'Second 2;']) expect(page).toContain(row);
    },
  );

  test('the last two rows of a long table stay together', async () => {
    // at 19 the total alone would begin a page
    for (const count of [18, 19, 20]) {
      const pages = await pagesOf({ segments: [sampleTable(rowsOf('Zone', count))], annex: [] });
      const end = pages.find(text => text.includes(`Zone ${count - 1};`))!;
      expect(end).toContain('Ensemble');
    }
  });

  test('three trends with a note of two lines fit one page', async () => {
    const shifted = ['nps', 'csat', 'effort'].map((id, index) => {
      const trend = sampleTrend(id, 30 + index, 8);
      return { ...trend, points: trend.points.map(point => ({ ...point, signal: 'above' as const })) };
    });
    const pages = await pagesOf({ trends: shifted });
    const notes = pages.map(text => text.match(/le niveau a changé/g)?.length ?? 0);
    expect(notes.filter(count => count > 0)).toEqual([3]);
  });

  test('three groups of four long quotes fit one page', async () => {
    const [group] = sampleModel().verbatims.groups;
    // 260 signs, where the longest quote that is printed whole has 280
    const words = 'Le colis est arrivé avec deux jours de retard et personne au téléphone ne savait où il était. '
      .repeat(3)
      .slice(0, 260)
      .replace('Le colis', 'Mon colis');
    const groups = ['quotes.negative', 'quotes.positive', 'quotes.all'].map(id => ({
      ...group!,
      title: phrase(id, {}),
      quotes: Array.from({ length: 4 }, (_, index) => ({
        ...group!.quotes[0]!,
        id: `${id}-${index}`,
        text: words,
        marks: [],
      })),
    }));
    const pages = await pagesOf({ verbatims: { title: phrase('verbatims.many', {}), groups } });
    expect(pages.map(text => text.match(/Mon colis/g)?.length ?? 0).filter(count => count > 0)).toEqual([12]);
  });
});
