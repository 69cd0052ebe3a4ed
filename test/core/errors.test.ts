import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asVerbatimError, catalogue, VerbatimError } from '../../core/errors.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const documented = new Map(
  [...page.matchAll(/^## (VB\d{4}) (.+)\n(.+)$/gm)].map(([, code, title, text]) => [
    code!,
    { title: title!, text: text! },
  ]),
);

describe('the error catalogue', () => {
  test('has a paragraph for each code under its own title, and the page has no other code', () => {
    const titles = Object.fromEntries([...documented].map(([code, { title }]) => [code, title]));
    expect(titles).toEqual(Object.fromEntries(Object.entries(catalogue).map(([code, { title }]) => [code, title])));
  });

  test('explains each code in a real sentence', () => {
    expect(
      [...documented].filter(([, { text }]) => text.length < 30 || !/[.!?]$/.test(text)).map(([code]) => code),
    ).toEqual([]);
  });
});

describe('a VerbatimError', () => {
  test('takes its class from the catalogue, and the class alone decides whether it may pass', () => {
    const error = new VerbatimError('VB4002', 'no answer from the server');
    expect([error.class, error.retryable]).toEqual(['transient', true]);
    expect(new VerbatimError('VB1203', 'no such KPI').retryable).toBe(false);
  });

  test('keeps its cause, its place and its hint', () => {
    const cause = new Error('refused');
    const error = new VerbatimError('VB1203', 'x', { cause, hint: 'y', at: { file: 'a.yaml', line: 3 } });
    expect([error.cause, error.hint, error.at]).toEqual([cause, 'y', { file: 'a.yaml', line: 3 }]);
  });

  test('is made of anything that is thrown', () => {
    expect(asVerbatimError(new Error('boom')).code).toBe('VB9001');
    const own = new VerbatimError('VB1002', 'z');
    expect(asVerbatimError(own)).toBe(own);
  });
});

describe('an error that is not of the catalogue', () => {
  const customer = 'Très déçu, rappelez-moi';
  const frame = (what: string, place: string): string => `    at ${what} (${place})`;
  const withStack = (frames: string, error: Error = new TypeError(customer)): Error =>
    Object.assign(error, { stack: `TypeError: ${error.message}\n${frames}` });

  test('is told by its class and its place, without a word of its own; they stay in the cause', () => {
    const thrown = withStack(
      [frame('score', '/project/plugins/tone.ts:12:11'), frame('run', '/x/step.ts:1:2')].join('\n'),
    );
    const error = asVerbatimError(thrown);
    expect([error.code, error.message, error.cause]).toEqual(['VB9001', 'unexpected: TypeError', thrown]);
    expect(error.at).toEqual({ file: '/project/plugins/tone.ts', line: 12, column: 11 });
  });

  test('keeps the code that Node gave it, and no other', () => {
    const coded = (code: string) => asVerbatimError(Object.assign(new Error(customer), { code })).message;
    expect(coded('ECONNRESET')).toBe('unexpected: Error ECONNRESET');
    expect(coded('ERR_INVALID_URL')).toBe('unexpected: Error ERR_INVALID_URL');
    expect(coded(customer)).toBe('unexpected: Error');
  });

  test('cannot pass its words off as a class, a frame or a value', () => {
    class Named extends Error {}
    Object.defineProperty(Named, 'name', { value: customer });
    const framed = withStack('    at /p/a.ts:1:2', new Error(`x\n${frame(customer, '/etc/passwd:1:1')}`));
    expect(asVerbatimError(new Named(customer)).message).toBe('unexpected: Error');
    expect(asVerbatimError(framed).at).toEqual({ file: '/p/a.ts', line: 1, column: 2 });
    expect(asVerbatimError(customer)).toMatchObject({ message: 'unexpected: a value of type string', at: null });
  });

  test('has its place in a file of ours or of a plugin rather than in Node or in a package', () => {
    const frames = [
      '    at node:fs:1:1',
      frame('get', '/p/node_modules/got/index.js:5:6'),
      '    at async file:///p/my%20desk.js:7:8',
    ];
    const placeOf = (used: readonly string[]) => asVerbatimError(withStack(used.join('\n'))).at;
    expect(placeOf(frames)).toEqual({ file: '/p/my%20desk.js', line: 7, column: 8 });
    expect(placeOf(frames.slice(0, 2))).toEqual({ file: '/p/node_modules/got/index.js', line: 5, column: 6 });
    expect(placeOf(['    at <anonymous>'])).toBeNull();
  });
});
