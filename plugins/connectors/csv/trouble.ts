import type { Misfit } from './misfit.ts';

/** A stretch of the text that is not a record. */
export interface BadRecord {
  readonly code: 'VB2106' | 'VB2107' | 'VB2108' | 'VB2109' | 'VB2110' | 'VB2111';
  readonly why: string;
  /** The text as it was read, without the line break that ends it; cut after the largest record size. */
  readonly raw: string;
  /** Line on which it begins, counted from 1. */
  readonly line: number;
  /** Its number among rows and bad records, counted from 1; 0 is the header. */
  readonly record: number;
}

/** What made a record bad, before it is known where it ends. Distances are characters from where it begins. */
export interface Trouble {
  readonly what: 'large' | 'unclosed' | 'stray' | Misfit;
  readonly line: number;
  readonly record: number;
  /** Line of the quote that was open at the time; `null` when none was. */
  readonly opensOn: number | null;
  readonly faultOn: number;
  readonly fault: number;
  /** Most characters in one record. */
  readonly limit: number;
}

/**
 * Names a bad record once its end is known: a fault that was noticed only in what turned out to be the next record
 * means that a quote was never closed.
 *
 * @param passed - its characters
 * @param nextLine - line on which the next record begins; `null` when the text ends first
 */
export function verdictOn(trouble: Trouble, passed: number, raw: string, nextLine: number | null): BadRecord {
  const { line, record } = trouble;
  return { ...reasonOf(trouble, passed, nextLine), raw: withoutLineBreak(raw), line, record };
}

function reasonOf(trouble: Trouble, passed: number, nextLine: number | null): Pick<BadRecord, 'code' | 'why'> {
  const { what, fault, limit, faultOn } = trouble;
  const within = passed > fault;
  if (what === 'large') {
    return trouble.opensOn !== null && passed <= limit ? unclosed(trouble, nextLine) : tooLarge(limit);
  }
  if (what === 'unclosed' || !within) return unclosed(trouble, nextLine);
  if (what !== 'stray') return { code: what.code, why: what.why };
  const where = faultOn === trouble.line ? '' : ` on line ${faultOn}`;
  return { code: 'VB2109', why: `a quote stands inside a cell${where}; it must be doubled, and the cell quoted` };
}

function unclosed({ opensOn, line }: Trouble, nextLine: number | null): Pick<BadRecord, 'code' | 'why'> {
  const quote = opensOn === null ? `a quote in the record of line ${line}` : `the quote that opens on line ${opensOn}`;
  const then = nextLine === null ? 'no record follows it' : `the next record begins on line ${nextLine}`;
  return { code: 'VB2108', why: `${quote} is never closed; ${then}` };
}

const tooLarge = (limit: number): Pick<BadRecord, 'code' | 'why'> => ({
  code: 'VB2111',
  why: `the record is larger than ${limit} characters (max_record_size)`,
});

const withoutLineBreak = (raw: string): string =>
  raw.endsWith('\r\n') ? raw.slice(0, -2) : raw.endsWith('\n') || raw.endsWith('\r') ? raw.slice(0, -1) : raw;
