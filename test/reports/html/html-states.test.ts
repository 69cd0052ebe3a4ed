import { describe, expect, test } from 'vitest';
import { sampleModel } from '../sample-model.ts';
import { figure } from '../sample-parts.ts';
import { phrase } from '../sample-phrases.ts';
import { htmlOf } from './html-of.ts';
import { bodyText } from './read-html.ts';

describe('states and verdicts', () => {
  test('below its base a tile is a dash with the reason and the base', async () => {
    const [tile] = sampleModel().summary.tiles;
    const small = { ...tile!, figure: figure('nps', 'small', null, 17), previous: null, yearAgo: null, spark: [] };
    const model = sampleModel({ summary: { ...sampleModel().summary, tiles: [small] } });
    const text = bodyText(await htmlOf(model, 'fr'));
    expect(text).toContain('NPS — intervalle non publié base trop petite publié à partir de 30 réponses n = 17');
  });

  test('more effort is bad news and less is good, whatever the triangle', async () => {
    const html = await htmlOf(sampleModel(), 'fr');
    expect(html).toMatch(/<span class="verdict bad"><svg[^>]*><path d="M5,1.2[^>]*><\/svg><span>en hausse<\/span>/);
    expect(html).toMatch(
      /<td class="number shown tint good">\s*<span class="cell-value"><svg[^>]*aria-label="au-dessous du reste"/,
    );
  });

  test('a count without a test tells its difference and no verdict', async () => {
    const article = /<article class="tile shown">\s*<h3>Volume de retours[\s\S]*?<\/article>/.exec(
      await htmlOf(sampleModel(), 'fr'),
    )![0];
    // 12 431 − 11 876 = 555
    expect(bodyText(`<body>${article}`)).toContain('+555 vs septembre');
    expect(article).not.toContain('verdict');
  });

  test('of many findings the four that weigh most stand on the summary page', async () => {
    const base = sampleModel();
    const moved = Array.from({ length: 6 }, (_, index) => {
      const n = { kind: 'number', value: 1001 + index, digits: 0, unit: 'plain', signed: false } as const;
      return phrase('moved.nothing', { n });
    });
    const text = bodyText(await htmlOf(sampleModel({ summary: { ...base.summary, moved } }), 'en'));
    const told = [1001, 1002, 1003, 1004, 1005, 1006].filter(n => text.includes(n.toLocaleString('en-GB')));
    expect(told).toEqual([1001, 1002, 1003, 1004]);
  });

  test('without a detected change there is no colour', async () => {
    expect(await htmlOf(sampleModel(), 'fr')).toMatch(
      /<span class="verdict neutral"><svg[^>]*><path[^>]*><\/svg><span>pas de changement détectable/,
    );
  });

  test('a report without enough data says so and draws no trend', async () => {
    const base = sampleModel();
    const points = base.trends[0]!.points.map(point => ({
      ...point,
      limits: null,
      signal: null,
      figure: figure(`nps@${point.month}`, 'small', null, 9),
    }));
    const trends = [{ ...base.trends[0]!, centre: null, baseline: null, points }];
    const text = bodyText(await htmlOf(sampleModel({ status: 'not-enough-data', trends }), 'fr'));
    expect(text).toContain('Statut : Données insuffisantes');
    expect(text).toContain('les bases sont données, les valeurs ne le sont pas');
    expect(text).not.toContain('Limites de contrôle, 3 σ');
  });
});
