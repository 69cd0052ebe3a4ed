/** Why a cell has no value: the part of a reason that follows the name of its column. */
export interface Fault {
  readonly fault: string;
}

export const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'fault' in value;

const numberLike = /^[-+\u2212]?[\d.,'\u2019 \u00a0\u2009\u202f]{1,14} ?%?$/;
const dateLike =
  /^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?:Z|[-+]\d{2}:?\d{2})?$/;
/** Beyond it a run of digits may be a telephone or card number. */
const mostDigits = 8;
/** A placeholder such as "N/A" or "-"; too short to say anything of a person. */
const mostLetters = 4;

/**
 * A cell as a reason may show it. Reasons are printed where quarantined rows are not, and the wrong column may have been
 * mapped, so a cell is quoted only when its form excludes a customer's words and numbers; else its size is given.
 *
 * @example shown('31/02/2026') // '"31/02/2026"'
 * @example shown('call me on 06 12 34 56 78') // 'a text of 25 characters'
 */
export function shown(cell: string): string {
  if (isQuotable(cell)) return `"${cell}"`;
  return cell.length === 1 ? 'a text of 1 character' : `a text of ${cell.length} characters`;
}

/** True when the form of a cell excludes a customer's words and numbers. */
export function isQuotable(cell: string): boolean {
  const digits = cell.replace(/\D/g, '').length;
  return (
    (/^\S+$/.test(cell) && cell.length <= mostLetters) ||
    (digits > 0 && digits <= mostDigits && numberLike.test(cell)) ||
    (cell.length <= 35 && dateLike.test(cell))
  );
}
