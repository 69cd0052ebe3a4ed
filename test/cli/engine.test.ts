import { expect, test } from 'vitest';
import { engineOf } from '../../cli/engine.ts';

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
