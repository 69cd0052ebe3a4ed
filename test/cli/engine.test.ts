import { expect, test } from 'vitest';
import { engineOf, requireStay } from '../../cli/engine.ts';

const environment = (value?: string) => ({
  ...{ name: null, hasFile: false },
  find: (variable: string) => (variable === 'VERBATIM_ENGINE' && value !== undefined ? { value, at: null } : null),
});

test('the option wins over the variable, the variable over this process', () => {
  expect(engineOf('in-process', environment('temporal'))).toBe('in-process');
  expect(engineOf(undefined, environment('temporal'))).toBe('temporal');
  expect(engineOf(undefined, environment(''))).toBe('in-process');
  expect(engineOf(undefined, environment())).toBe('in-process');
});

test('an engine that there is not is refused (VB1002)', () => {
  expect(() => engineOf(undefined, environment('airflow'))).toThrow(expect.objectContaining({ code: 'VB1002' }));
});

test('a run of this process cannot be left to somebody else (VB1002); Ctrl-C always stops it', () => {
  const refused = (option: string) =>
    expect.objectContaining({ code: 'VB1002', message: expect.stringContaining(option) });
  expect(() => requireStay({ detach: true }, 'so')).toThrow(refused('--detach leaves a run to its workers'));
  expect(() => requireStay({ onInterrupt: 'detach' }, 'so')).toThrow(refused('--on-interrupt detach'));
  requireStay({ onInterrupt: 'cancel' }, 'so');
  requireStay({ detach: false }, 'so');
});
