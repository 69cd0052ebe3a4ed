import { type Fault, shown } from './fault.ts';

export type NumberParser = (text: string) => number | Fault;

/** Spaces and apostrophes that French and Swiss writing puts between thousands. */
const gap = "[ \\u00a0\\u2009\\u202f'\\u2019]";
/** Longer is no number that a survey holds. */
const longest = 40;
/** Cells of scores repeat; a file of distinct numbers does not fill the memory. */
const mostRemembered = 4096;

/**
 * Compiles the reading of numbers in text cells. Thousands may stand apart with a space or an apostrophe, or with the
 * mark that is not the decimal one where that leaves no doubt (`1.234,5`, `1.234.567`); `1.234` with a decimal comma
 * is refused, since it may be 1234 or 1.234.
 *
 * @returns a function from a text without surrounding spaces to a finite number or why it is none
 * @example compileNumber(',')('3,9') // 3.9
 */
export function compileNumber(decimal: '.' | ','): NumberParser {
  const parse = grammarOf(decimal);
  const other = grammarOf(decimal === ',' ? '.' : ',');
  const known = new Map<string, number | Fault>();
  const parseNew = (text: string): number | Fault => {
    const value = parse(text) ?? { fault: reasonOf(text, decimal, other(text) !== null) };
    if (known.size >= mostRemembered) known.clear();
    known.set(text, value);
    return value;
  };
  return text => {
    const digit = text.length === 1 ? text.charCodeAt(0) - 48 : -1;
    if (digit >= 0 && digit <= 9) return digit;
    return known.get(text) ?? parseNew(text);
  };
}

function grammarOf(decimal: '.' | ','): (text: string) => number | null {
  const mark = decimal === ',' ? ',' : '\\.';
  const thousands = decimal === ',' ? '\\.' : ',';
  const forms = [
    `\\d+(?:${mark}\\d+)?`,
    `\\d{1,3}(?:${gap}\\d{3})+(?:${mark}\\d+)?`,
    `\\d{1,3}(?:${thousands}\\d{3})+${mark}\\d+`,
    `\\d{1,3}(?:${thousands}\\d{3}){2,}`,
  ];
  const grammar = new RegExp(`^[-+\\u2212]?(?:${forms.join('|')})$`);
  const apart = new RegExp(`${gap}|${thousands}`, 'g');
  return text => {
    if (text.length > longest || !grammar.test(text)) return null;
    const value = Number(text.replace(apart, '').replace(decimal, '.').replace('\u2212', '-'));
    // adding 0 turns -0 into 0
    return Number.isFinite(value) ? value + 0 : null;
  };
}

function reasonOf(text: string, decimal: '.' | ',', otherFits: boolean): string {
  const other = decimal === ',' ? '.' : ',';
  if (!otherFits) return `${shown(text)} is not a number`;
  const ambiguous = new RegExp(`^[-+\\u2212]?\\d{1,3}\\${other}\\d{3}$`).test(text);
  if (!ambiguous)
    return `${shown(text)} is not a number with the decimal sign "${decimal}"; decimal: "${other}" seems right`;
  return `${shown(text)} is ambiguous with the decimal sign "${decimal}": a whole number with thousands, or a fraction if decimal: "${other}" is right`;
}
