import { asVerbatimError } from '../errors.ts';
import { compileDatePattern } from './date-pattern.ts';

const named: ReadonlySet<string> = new Set(['iso', 'epoch-s', 'epoch-ms']);

/**
 * What is wrong with a date format, and how to write it; `null` when it is one.
 *
 * @example checkDateFormat('DD/MM/YYYY') // { message: '"DD/MM/YYYY" is not a date pattern: …', hint: 'write dd/MM/yyyy' }
 */
export function checkDateFormat(format: string): { readonly message: string; readonly hint: string } | null {
  const error = faultOf(format);
  if (error === null) return null;
  const meant = likelyFormat(format);
  const hint = faultOf(meant) === null ? `write ${meant}` : (error.hint ?? '');
  return { message: error.message, hint };
}

function faultOf(format: string): { readonly message: string; readonly hint: string | null } | null {
  try {
    if (!named.has(format)) compileDatePattern(format);
    return null;
  } catch (thrown) {
    return asVerbatimError(thrown);
  }
}

const strptime: Readonly<Record<string, string>> = {
  ...{ '%d': 'dd', '%m': 'MM', '%Y': 'yyyy', '%y': 'yy', '%H': 'HH', '%M': 'mm', '%S': 'ss' },
};

/** A pattern as other programs and languages write it (`DD/MM/YYYY`, `jj/mm/aaaa`, `TT.MM.JJJJ`, `%d/%m/%Y`) in our letters. */
function likelyFormat(format: string): string {
  if (/^(?:iso|epoch-m?s)$/i.test(format)) return format.toLowerCase();
  if (format.includes('%')) return format.replace(/%[A-Za-z]/g, token => strptime[token] ?? token);
  let last = '';
  let hasMonth = false;
  return format.replace(/([a-z])\1*/gi, run => {
    const letter = run[0]!.toLowerCase();
    // Month and minute differ by case alone, which is what most get wrong; a minute follows an hour.
    const isMinute = letter === 'm' && (hasMonth || last === 'h');
    if (letter === 'm' && !isMinute) hasMonth = true;
    last = letter;
    if (letter === 'm') return isMinute ? 'mm' : 'M'.repeat(Math.min(run.length, 2));
    if (letter === 'y' || letter === 'a' || (letter === 'j' && run.length > 2)) return run.length === 2 ? 'yy' : 'yyyy';
    if (letter === 'd' || letter === 'j' || (letter === 't' && run.length > 1))
      return 'd'.repeat(Math.min(run.length, 2));
    return letter === 'h' ? 'HH' : letter === 's' ? 'ss' : run.toUpperCase();
  });
}
