import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/model/report.ts';
import { renderHtml } from '../../../reports/html/html.ts';
import { sampleModel } from '../sample-model.ts';
import { figure, quote } from '../sample-parts.ts';
import { phrase } from '../sample-phrases.ts';
import { bodyText, cellsOf, numbersIn, unescapeHtml } from './read-html.ts';

const templateRoots = [resolve(import.meta.dirname, '../../../reports/templates')];
const built = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../fixtures/report-model.json'), 'utf8'),
) as ReportModel;
const htmlOf = async (model: ReportModel, language: 'fr' | 'en', theme = {}) =>
  (await renderHtml({ model, language, theme, templateRoots })).html;

const models: readonly (readonly [string, ReportModel])[] = [
  ['built', built],
  ['sample', sampleModel()],
];

/** Written by hand, so that the expected text does not come from the code under test. */
function written(value: number, digits: number, language: 'fr' | 'en'): string {
  const [whole, decimals] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, language === 'fr' ? '\u202f' : ',');
  const text = decimals ? `${grouped}${language === 'fr' ? ',' : '.'}${decimals}` : grouped;
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `\u2212${text}` : text;
}

describe.each(models)('the figures of the %s model', (_name, model) => {
  test.each(['fr', 'en'] as const)('stand in a row of the data tables with interval and base (%s)', async language => {
    const rows = cellsOf(await htmlOf(model, language));
    const to = language === 'fr' ? 'à' : 'to';
    for (const { figure: printed } of model.annex) {
      if (printed.value === null) continue;
      const { digits } = model.kpis.find(kpi => kpi.id === printed.kpi)!;
      const write = (value: number): string => written(value, digits, language);
      const interval = printed.low === null ? '—' : `${write(printed.low)} ${to} ${write(printed.high!)}`;
      const value =
        printed.state === 'grey'
          ? `${write(printed.value)} ${language === 'fr' ? 'indicatif' : 'indicative'}`
          : write(printed.value);
      const expected = [value, interval, written(printed.n!, 0, language)];
      expect(
        rows.some(row => expected.every((text, at) => row[at + 1] === text)),
        printed.id,
      ).toBe(true);
    }
  });

  test('that may not be told are told in no place', async () => {
    const text = bodyText(await htmlOf(model, 'en'));
    expect(text).not.toMatch(/null|undefined|NaN|\[object/);
    const withheld = model.annex.filter(({ figure: { state } }) => state === 'suppressed');
    expect(withheld.length).toBeGreaterThan(0);
    expect(text).toContain('withheld');
  });

  test('are the same numbers in French and in English', async () => {
    const [fr, en] = await Promise.all([htmlOf(model, 'fr'), htmlOf(model, 'en')]);
    const french = numbersIn(bodyText(fr, { quotes: false }), 'fr');
    expect(french.length).toBeGreaterThan(300);
    expect(french.toSorted()).toEqual(numbersIn(bodyText(en, { quotes: false }), 'en').toSorted());
  });

  test('are the only numbers on the pages, with the dates, the words’ own and the scales of charts', async () => {
    const allowed = new Set(numbersOfModel(model));
    // what a KPI that only counts has more or fewer than the month before
    for (const { figure: now, previous } of model.summary.tiles) {
      if (previous?.verdict === 'no-comparison') allowed.add(Math.abs((now.value ?? 0) - (previous.value ?? 0)));
    }
    for (const file of ['strings/en.yaml', 'phrases/en.yaml']) {
      const words = readFileSync(resolve(templateRoots[0]!, 'monthly-cx', file), 'utf8');
      for (const number of numbersIn(words, 'en')) allowed.add(number);
    }
    const told = bodyText(await htmlOf(model, 'en'), { scales: false });
    const unknown = numbersIn(told, 'en').filter(number => !allowed.has(number));
    expect(unknown).toEqual([]);
  });
});

/** Every number of a model as it may be printed: rounded to 0 to 3 decimals, and the parts of its dates and names. */
function numbersOfModel(value: unknown): readonly number[] {
  if (typeof value === 'number') return [0, 1, 2, 3].map(digits => Math.abs(Number(value.toFixed(digits))));
  if (typeof value === 'string') {
    const local = /^\d{4}-\d\d-\d\dT/.test(value)
      ? new Date(value).toLocaleString('sv-SE', { timeZone: 'Europe/Paris' })
      : value;
    return [...numbersIn(local, 'en'), ...numbersIn(local.replaceAll('-', ' '), 'en')];
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersOfModel) : [];
}

describe('the document', () => {
  test('holds all that it needs and may load nothing', async () => {
    const html = await htmlOf(built, 'fr');
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:">`,
    );
    expect([...html.matchAll(/url\(([^)]{0,12})/g)].every(match => match[1]!.startsWith('data:'))).toBe(true);
    expect(html).not.toMatch(/<(script|link|iframe|object)|\s(src|href)="(?!data:)|@import/i);
  });

  test('is the same bytes when made twice', async () => {
    expect(await htmlOf(built, 'fr')).toBe(await htmlOf(built, 'fr'));
  });

  test('says its language and title', async () => {
    const { html, title } = await renderHtml({ model: sampleModel(), language: 'fr', theme: {}, templateRoots });
    expect(title.replaceAll('\u00a0', ' ')).toBe('Maison Lumière – Voix du client – octobre 2026');
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain(`<title>${title}</title>`);
  });

  test('has one h1 and skips no heading level', async () => {
    const levels = [...(await htmlOf(built, 'fr')).matchAll(/<h([1-6])/g)].map(match => Number(match[1]));
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    expect(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1)).toBe(true);
  });

  test('tells every chart in words and gives every table a caption and scoped heads', async () => {
    const html = await htmlOf(built, 'fr');
    expect(
      [...html.matchAll(/<svg[^>]*>/g)].every(([svg]) => /role="img" aria-label="[^"]+"|aria-hidden="true"/.test(svg)),
    ).toBe(true);
    expect([...html.matchAll(/<th[ >][^>]*/g)].every(([th]) => /scope="(col|row)"/.test(th))).toBe(true);
    expect(html.match(/<table/g)).toHaveLength(html.match(/<caption>/g)!.length);
  });

  test('takes its colours and logo from the client’s theme', async () => {
    const logo = 'data:image/png;base64,iVBORw0KGgo=';
    const html = await htmlOf(sampleModel(), 'fr', { ink: '#102030', accent: '#405060', logo });
    expect(html).toContain('--ink:#102030;--accent:#405060');
    expect(html).toContain(`<img class="logo" src="${logo}" alt="Maison Lumière">`);
  });

  test.each([
    { ink: 'red;}body{display:none' },
    { accent: '#12' },
    { logo: 'https://x.test/a.png' },
    { logo: 'data:image/png;base64,"><b>' },
  ])('refuses a theme of %j', async theme => {
    await expect(htmlOf(sampleModel(), 'fr', theme)).rejects.toMatchObject({ code: 'VB5003' });
  });

  test('a client’s name cannot leave the style sheet or the title', async () => {
    const html = await htmlOf(sampleModel({ client: { id: 'x', name: '</style><script>"; } a\\' } }), 'fr');
    expect(html).not.toContain('<script');
    expect(html.match(/<\/style>/g)).toHaveLength(1);
  });
});

describe('customer text', () => {
  const hostile = [
    '<script>alert(1)</script>{{constructor}}{{{x}}}',
    '<img src=x onerror=alert(1)> &amp; <iframe src=file:///etc/passwd>',
    '</style></body> "; } @import url(//x.test)',
    "=cmd()|A1 « l'écart » : 5 % ?",
  ];

  test.each(hostile)('stands on the page as it was written: %s', async text => {
    const groups = [{ title: phrase('quotes.all', {}), n: 5, quotes: [quote('Q-1', text, [[1, 4]])] }];
    const html = await htmlOf(sampleModel({ verbatims: { title: phrase('verbatims.many', {}), groups } }), 'fr');
    const body = html.slice(html.indexOf('<body>'));
    expect(body).not.toMatch(/<(script|iframe|img|style)/);
    const quoted = /<bdi>((?:(?!<\/bdi>)[\s\S])*(?:<mark>)(?:(?!<\/bdi>)[\s\S])*)<\/bdi>/.exec(body)![1]!;
    expect(unescapeHtml(quoted.replace(/<\/?mark>/g, ''))).toBe(text);
  });

  test('of six thousand characters is printed whole', async () => {
    const text = Array.from({ length: 1000 }, (_, index) => `m${String(index).padStart(4, '0')}`).join(' ');
    const groups = [{ title: phrase('quotes.all', {}), n: 5, quotes: [quote('Q-1', text, [])] }];
    expect(text.length).toBe(5999);
    expect(await htmlOf(sampleModel({ verbatims: { title: phrase('verbatims.many', {}), groups } }), 'fr')).toContain(
      text,
    );
  });

  test('carries its own language and direction', async () => {
    expect(await htmlOf(sampleModel(), 'fr')).toContain('<p class="quote-text" dir="rtl" lang="ar">');
  });
});

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

test('an unknown template is told with the folders that were searched', async () => {
  const model = sampleModel({ template: 'montly-cx' });
  await expect(renderHtml({ model, language: 'fr', theme: {}, templateRoots })).rejects.toMatchObject({
    code: 'VB1215',
  });
});

test('a template’s name is no path', async () => {
  const model = sampleModel({ template: '../templates/monthly-cx' });
  await expect(renderHtml({ model, language: 'fr', theme: {}, templateRoots })).rejects.toMatchObject({
    code: 'VB5006',
  });
});
