import { describe, expect, test } from 'vitest';
import { lintFaults } from '../../../reports/html/template-lint.ts';

function faultsOf(text: string, partials: Record<string, string> = {}) {
  const files = Object.entries(partials).map(([name, part]) => [name, { file: `${name}.hbs`, text: part }]);
  return lintFaults({ main: { file: 'template.hbs', text }, partials: Object.fromEntries(files) });
}

const faultOf = (text: string, partials: Record<string, string> = {}) => faultsOf(text, partials)[0] ?? null;

describe('a template is refused', () => {
  test.each([
    ['a triple mustache', '<p>{{{raw}}}</p>', 1, 4, 'unescaped'],
    ['an ampersand mustache', '<p>\n  {{& raw}}</p>', 2, 3, 'unescaped'],
    ['a script', 'x\n<SCRIPT>1</SCRIPT>', 2, 1, '<script>'],
    ['an event handler', '<p\n onClick="x">', 2, 2, 'onclick'],
    ['a partial chosen by data', '{{> (name)}}', 1, 1, 'chosen when it runs'],
    ['a partial that is not there', '{{> tille}}', 1, 1, 'no partial is named "tille"'],
    ['a partial with a block', '{{#> tile}}x{{/tile}}', 1, 1, 'block'],
    ['a lookup', '{{lookup a b}}', 1, 3, 'lookup'],
    ['a lookup inside an expression', '{{f (lookup a b)}}', 1, 6, 'lookup'],
    ['a decorator', '{{* inline "x"}}', 1, 1, 'decorator'],
    ['an attribute without quotes', '<p class={{a}}>', 1, 4, 'quoted'],
    ['a mustache among attributes', '<p {{a}}>', 1, 4, 'quoted'],
    ['a block among attributes', '<p {{#if a}}class="x"{{/if}}>', 1, 4, 'quoted'],
    ['a mustache as a tag name', '<{{a}}>', 1, 2, 'quoted'],
    ['a mustache in a style', '<p style="color:{{a}}">', 1, 4, 'style'],
    ['a style that loads', '<p style="background:url(https://x.test/a.png)">', 1, 4, 'url('],
    ['a mustache as an address', '<a href="{{a}}">', 1, 4, 'safeUrl'],
    ['a script address', '<a href="javascript:x">', 1, 4, 'not an address'],
    ['an image from outside', '<img alt="" src="https://x.test/a.png">', 1, 13, 'not an address'],
    ['an image without alt', '<img src="data:image/png;base64,AA==">', 1, 1, 'alt'],
    ['a chart without label', '<svg role="img"></svg>', 1, 1, 'aria-label'],
    ['a header cell without scope', '<th>x</th>', 1, 1, 'scope'],
    ['a frame', '<iframe></iframe>', 1, 1, '<iframe>'],
    ['a skipped heading level', '<h1>a</h1>\n<h3>b</h3>', 2, 1, '<h3> stands under <h1>; expected at most <h2>'],
    ['a document that begins with h2', '<h2>b</h2>', 1, 1, 'at the start'],
    ['an expression that does not end', '<p>\n{{foo', 2, 1, 'cannot be read'],
    ['a block closed by another', '{{#if a}}\n{{/each}}', 1, 4, "if doesn't match each"],
  ])('for %s', (_name, text, line, column, message) => {
    const fault = faultOf(text, { tile: 'x' });
    expect(fault).toMatchObject({ at: { file: 'template.hbs', line, column } });
    expect(fault!.message).toContain(message);
  });

  test('for headings that skip a level across partials', () => {
    expect(faultOf('<h1>a</h1>{{> page}}', { page: '<p>\n<h3>b</h3></p>' })).toMatchObject({
      at: { file: 'page.hbs', line: 2, column: 1 },
    });
  });

  test('for partials that call each other in a circle', () => {
    expect(faultOf('{{> a}}', { a: '{{> b}}', b: '\n {{> a}}' })).toMatchObject({
      at: { file: 'b.hbs', line: 2, column: 2 },
    });
  });

  test('with all its faults at once', () => {
    expect(faultsOf('{{{a}}}\n<svg></svg>\n<p onx="1">').map(({ at }) => at.line)).toEqual([1, 2, 3]);
  });

  test('for a heading and a circle at the end of a chain of partials that branches a million million times', () => {
    // Forty links, each called twice by the one before: 2 to the power of 40 ways lead to the last.
    const chain = (last: string) =>
      Object.fromEntries(
        Array.from({ length: 41 }, (_, link) => {
          const next = `{{> p${link + 1}}}`;
          return [`p${link}`, link === 40 ? last : next + next];
        }),
      );
    expect(faultsOf('<h1>a</h1>{{> p0}}', chain('<h3>b</h3>'))).toMatchObject([{ at: { file: 'p40.hbs', line: 1 } }]);
    expect(faultsOf('<h1>a</h1>{{> p0}}', chain('{{> p7}}'))).toMatchObject([{ at: { file: 'p40.hbs', line: 1 } }]);
  });
});

describe('a template is accepted', () => {
  test.each([
    ['mustaches and blocks in quoted values', '<p class="a {{b}}{{#if c}} d{{/if}}" lang=\'{{e}}\'>'],
    ['an angle bracket in an expression', '<p title="{{f ">"}}">{{f "<p onclick=1>"}}</p>'],
    ['what stands in comments', '{{!-- {{{a}}} <script> --}}<!-- <script> -->{{! <svg> }}'],
    ['headings that go up again', '<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>'],
    ['safe addresses', '<a href="{{safeUrl a}}">x</a><a href="#top">y</a><a href="https://x.test/">z</a>'],
    ['a comparison in text', 'n < 5 and <b>a</b> > 3'],
  ])('with %s', (_name, text) => {
    expect(faultOf(text)).toBeNull();
  });
});
