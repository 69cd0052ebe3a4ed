import { asVerbatimError, placeText } from '../core/errors.ts';
import { errorDocs } from './error-docs.ts';
import { exitCodeOf } from './exit.ts';
import { InvalidFiles } from './invalid-files.ts';
import { printable } from './terminal.ts';

/**
 * Prints an error on stderr as `place  CODE  message`, with how to mend it.
 *
 * @returns the exit code that its class asks for
 */
export function reportError(thrown: unknown, debug: boolean): number {
  if (thrown instanceof InvalidFiles) {
    process.stderr.write(`${thrown.printed.map(printable).join('\n')}\n`);
    return exitCodeOf('config');
  }
  const error = asVerbatimError(thrown);
  const place = error.at === null ? '' : `${placeText(error.at)}  `;
  process.stderr.write(`${printable(`${place}error ${error.code}  ${error.message}`)}\n`);
  if (error.hint !== null) process.stderr.write(`  ${printable(error.hint)}\n`);
  process.stderr.write(`  see ${errorDocs([error.code])}\n`);
  if (error.class === 'bug' && !debug) process.stderr.write('  run again with --debug for the stack\n');
  if (debug) process.stderr.write(`${printable(stackOf(error))}\n`);
  return exitCodeOf(error.class);
}

function stackOf(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
