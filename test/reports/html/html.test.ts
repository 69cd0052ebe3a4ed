import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../reports/html/html.ts';
import { builtModel } from '../built-model.ts';
import { sampleModel } from '../sample-model.ts';
import { quote } from '../sample-parts.ts';
import { phrase } from '../sample-phrases.ts';
import { htmlOf, templateRoots } from './html-of.ts';
import { unescapeHtml } from './read-html.ts';

describe('the document', () => {
  test('holds all that it needs and may load nothing', async () => {
    const html = await htmlOf(builtModel, 'fr');
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:">`,
    );
    expect([...html.matchAll(/url\(([^)]{0,12})/g)].every(match => match[1]!.startsWith('data:'))).toBe(true);
    expect(html).not.toMatch(/<(script|link|iframe|object)|\s(src|href)="(?!data:)|@import/i);
  });

  test('is the same bytes when made twice', async () => {
    expect(await htmlOf(builtModel, 'fr')).toBe(await htmlOf(builtModel, 'fr'));
  });

  test('says its language and title', async () => {
    const { html, title } = await renderHtml({ model: sampleModel(), language: 'fr', theme: {}, templateRoots });
    expect(title.replaceAll('\u00a0', ' ')).toBe('Maison Lumière – Voix du client – octobre 2026');
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain(`<title>${title}</title>`);
  });

  test('has one h1 and skips no heading level', async () => {
    const levels = [...(await htmlOf(builtModel, 'fr')).matchAll(/<h([1-6])/g)].map(match => Number(match[1]));
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    expect(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1)).toBe(true);
  });

  test('tells every chart in words and gives every table a caption and scoped heads', async () => {
    const html = await htmlOf(builtModel, 'fr');
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
