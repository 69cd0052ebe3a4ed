import { VerbatimError } from '../../core/errors.ts';

/**
 * Turns "no space" and "quota exceeded" into an error that says where and how much; anything else stays as it is.
 *
 * @param folder - absolute, where the bytes were to go
 * @param bytes - that were to be written there
 */
export function explainDiskFull(thrown: unknown, folder: string, bytes: number, hint: string): unknown {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return thrown;
  return new VerbatimError('VB4009', `no space left for ${bytes} bytes in ${folder}`, { hint, cause: thrown });
}
