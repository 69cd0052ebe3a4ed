import { describe, expect, test } from 'vitest';
import { Markup } from '../../../reports/html/markup.ts';
import { compileTemplate, type TemplateFunction } from '../../../reports/html/template.ts';

const render = (
  text: string,
  context: unknown,
  functions: Record<string, TemplateFunction> = {},
  partials: Record<string, string> = {},
) =>
  compileTemplate(
    {
      main: { file: 'template.hbs', text },
      partials: Object.fromEntries(
        Object.entries(partials).map(([name, part]) => [name, { file: `${name}.hbs`, text: part }]),
      ),
    },
    Object.keys(functions),
  )(context, functions);

const faultOf = (text: string, context: unknown, partials: Record<string, string> = {}) => {
  try {
    render(text, context, {}, partials);
  } catch (thrown) {
    return thrown;
  }
  return null;
};

describe('what a template prints', () => {
  test('is escaped', () => {
    expect(render('<p title="{{a}}">{{a}}</p>', { a: '<i>"' })).toBe('<p title="&lt;i&gt;&quot;">&lt;i&gt;&quot;</p>');
  });

  test('is escaped when a function gives text, and not when it gives markup', () => {
    const functions = { text: () => '<i>', chart: () => new Markup('<svg/>') };
    expect(render('{{text}}{{chart}}', {}, functions)).toBe('&lt;i&gt;<svg/>');
  });

  test('is never read as a template', () => {
    expect(render('{{a}}', { a: '{{b}}', b: 'no' })).toBe('{{b}}');
  });

  test('cannot be made markup by data that looks like it', () => {
    expect(render('{{a}}', { a: { html: '<b>', string: '<b>', toHTML: '<b>' } })).toBe('[object Object]');
  });
});

describe('what a template can reach', () => {
  test('a name that the context lacks is told with file, line and column', () => {
    const partials = { tile: 'ok\n  {{lable}}' };
    expect(faultOf('{{> tile}}', {}, partials)).toMatchObject({
      code: 'VB5003',
      at: { file: 'tile.hbs', line: 2, column: 5 },
      message: 'template: "lable" not defined in [object Object]',
    });
  });

  test('functions of the context are gone before it starts', () => {
    const context = { call: () => 'called', nested: { call: () => 'called' } };
    expect(faultOf('{{call}}', context)).toMatchObject({ code: 'VB5003' });
    expect(faultOf('{{nested.call}}', context)).toMatchObject({ code: 'VB5003' });
  });

  test.each(['{{constructor}}', '{{a.constructor}}', '{{a.__proto__}}', '{{a.toString}}', '{{a.__defineGetter__}}'])(
    'the prototype is out of reach: %s prints nothing',
    text => {
      const shown = (() => {
        try {
          return render(text, { a: {} });
        } catch {
          return '';
        }
      })();
      expect(shown).toBe('');
    },
  );

  test('a helper that is not declared cannot be called', () => {
    expect(faultOf('{{log "x"}}', {})).toMatchObject({ code: 'VB5003' });
    expect(faultOf('{{undeclared "x"}}', {})).toMatchObject({ code: 'VB5003' });
  });

  test('two templates do not share helpers or partials', () => {
    render('{{f}}{{> p}}', {}, { f: () => 'x' }, { p: 'y' });
    expect(faultOf('{{f}}', {})).toMatchObject({ code: 'VB5003' });
    expect(faultOf('{{> p}}', {})).toMatchObject({ code: 'VB5003' });
  });
});

test('a compiled template gives each call its own functions', () => {
  const compiled = compileTemplate({ main: { file: 't.hbs', text: '{{word}}' }, partials: {} }, ['word']);
  expect(compiled({}, { word: () => 'un' }) + compiled({}, { word: () => 'one' })).toBe('unone');
});
