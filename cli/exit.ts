import type { ErrorClass } from '../core/errors.ts';

/** 0 ok · 1 a run or a check failed · 2 usage or configuration · 4 environment · 5 bug · 130/143 signals. */
const exitByClass: Readonly<Record<ErrorClass, number>> = {
  config: 2,
  auth: 4,
  permission: 4,
  'rate-limited': 4,
  transient: 4,
  environment: 4,
  superseded: 4,
  'source-contract': 1,
  'data-quality': 1,
  bug: 5,
};

/** The exit code of a command that ended with an error of a class. */
export const exitCodeOf = (errorClass: ErrorClass): number => exitByClass[errorClass];
