import { expect, test } from 'vitest';
import { type Diagnostic, fault, inOrder, warning } from '../../../core/spec/diagnostic.ts';
import { renderExcerpt } from '../../../core/spec/excerpt.ts';

const at = (line: number, column: number, endColumn: number, endLine = line) => ({
  file: 'config/monthly.yaml',
  line,
  column,
  endLine,
  endColumn,
});
const text = 'pipeline: p\nkpis:\n  - use: npss\n';
const unknown = fault('VB1203', at(3, 10, 14), 'no KPI is named "npss"', 'did you mean "nps"? (known: ces, nps)');

test('an excerpt shows the place, the line before, the line, and carets with the hint', () => {
  expect(renderExcerpt(unknown, text)).toBe(
    [
      'config/monthly.yaml:3:10  error VB1203  no KPI is named "npss"',
      '    2 | kpis:',
      '    3 |   - use: npss',
      '      |          ^^^^ did you mean "nps"? (known: ces, nps)',
    ].join('\n'),
  );
});

test('without the text there is the message and the hint', () => {
  expect(renderExcerpt(unknown, null)).toBe(
    'config/monthly.yaml:3:10  error VB1203  no KPI is named "npss"\n        did you mean "nps"? (known: ces, nps)',
  );
  expect(renderExcerpt({ ...unknown, hint: null }, null)).toBe(
    'config/monthly.yaml:3:10  error VB1203  no KPI is named "npss"',
  );
});

test('a line of a .env file is never shown: it may hold a secret', () => {
  const empty = warning('VB1404', { ...at(1, 1, 7), file: '.env' }, 'TOKEN is set but empty');
  expect(renderExcerpt(empty, 'TOKEN=\nOTHER=canary\n')).toBe('.env:1:1  warning VB1404  TOKEN is set but empty');
});

test('a fault over several lines is underlined to the end of its first', () => {
  const found = renderExcerpt({ ...unknown, ...at(1, 11, 5, 2) }, text).split('\n');
  expect(found.slice(1)).toEqual(['    1 | pipeline: p', '      |           ^ did you mean "nps"? (known: ces, nps)']);
});

test('a tab counts as one blank, so that the caret stands under the fault', () => {
  const found = renderExcerpt({ ...unknown, ...at(1, 4, 5) }, '\ta: x').split('\n');
  expect(found[1]!.indexOf('a')).toBe(9);
  expect(found[2]!.indexOf('^')).toBe(11);
});

test('nothing in a file moves the cursor or turns the writing round', () => {
  const hostile = 'a: \u001b[31mred\u001b[0m \u202Eright\u0007\u0085';
  const shown = renderExcerpt({ ...unknown, ...at(1, 1, 2), message: 'bad \u001b[2J' }, hostile);
  expect(shown).not.toMatch(/[\u001b\u202e\u0007\u0085]/i);
  expect(shown).toContain('a: ·[31mred·[0m ·right··');
});

test('of a very long line only the stretch around the fault is shown, with the caret under it', () => {
  const line = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`;
  const rows = renderExcerpt({ ...unknown, ...at(1, 5001, 5005) }, line).split('\n');
  expect(rows[1]!.length).toBeLessThan(140);
  expect(rows[2]!.indexOf('^')).toBe(rows[1]!.indexOf('HERE'));
  expect(rows[2]).toContain('^^^^ did');
});

test('a secret that stands there as a literal is masked, in its own excerpt and in those beside it', () => {
  const yaml = 'with:\n  token: hunter2\n  url: x\n';
  const literal = fault('VB1303', at(2, 10, 17), '"token" is a secret');
  const next = fault('VB1202', at(3, 8, 9), '"url": expected an address');
  const all: readonly Diagnostic[] = inOrder([next, literal]);
  for (const one of all) expect(renderExcerpt(one, yaml, all)).not.toContain('hunter2');
  expect(renderExcerpt(literal, yaml).split('\n')[2]).toBe('    2 |   token: •••••••');
});

test('a masked secret over several lines is masked on each of them', () => {
  const yaml = 'token: "hunter2\n  hunter3"\nurl: x\n';
  const literal = fault('VB1303', at(1, 8, 11, 2), '"token" is a secret');
  const next = fault('VB1202', at(3, 6, 7), '"url": expected an address');
  for (const one of [literal, next]) expect(renderExcerpt(one, yaml, [literal, next])).not.toMatch(/hunter/);
});

test('diagnostics stand by file, line and column, each once', () => {
  const other = fault('VB1201', { ...at(9, 1, 2), file: 'a.yaml' }, 'unknown key "x"');
  const found = inOrder([unknown, { ...unknown }, fault('VB1201', at(1, 1, 2), 'unknown key "y"'), other]);
  expect(found.map(one => `${one.file}:${one.line}`)).toEqual([
    'a.yaml:9',
    'config/monthly.yaml:1',
    'config/monthly.yaml:3',
  ]);
});
