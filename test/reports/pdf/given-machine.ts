import type { Machine } from '../../../reports/pdf/machine.ts';

/** A 64-bit Linux machine with nothing in its environment, but for what is given. */
export const machine = (given: Partial<Machine>): Machine => ({
  platform: 'linux',
  arch: 'x64',
  env: {},
  home: '/home/u',
  ...given,
});
