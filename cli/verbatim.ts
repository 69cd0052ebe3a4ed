#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** The command line's entry. Everything heavy is imported by the command that needs it. */
try {
  process.exitCode = 0;
  await createProgram().parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : 2;
  else process.exitCode = reportError(thrown, process.argv.includes('--debug'));
}
