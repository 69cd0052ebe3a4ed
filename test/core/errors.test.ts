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
    expect(asVerbatimError('text').message).toBe('text');
    expect(asVerbatimError(new Error('boom')).code).toBe('VB9001');
    const own = new VerbatimError('VB1002', 'z');
    expect(asVerbatimError(own)).toBe(own);
  });
});
