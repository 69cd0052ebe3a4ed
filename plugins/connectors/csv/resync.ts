import { misfitOf, type Width } from './misfit.ts';
import { RecordReader } from './record.ts';

const lineFeed = 10;
const carriageReturn = 13;
/** Characters that nearly every record fits in; a longer one is tried again with all the text. */
const usualRecord = 8192;
/** A line of a comment hardly ever looks like a row of so many cells. */
const tellingCells = 4;

/** No record begins there. */
export const notHere = -1;
/** The text at hand does not say; more is needed. */
export const moreText = -2;

interface Line {
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
  readonly delimiters: number;
  readonly quoted: boolean;
}

/**
 * Says where records begin in a text whose quotes cannot be trusted: at a line from which a record fits the header.
 * Where rows have few cells, a line of a comment may look like one by chance, so two in a row are asked for, or one that
 * ends the text. A line whose quotes are wrong counts too, if it would fit were they mere characters and the next
 * record fits as well: exports that do not double quotes have many of those.
 */
export class StartFinder {
  private readonly reader: RecordReader;
  private readonly delimiterCode: number;
  private readonly quoteCode: number;
  private readonly limit: number;
  /** The record that was followed last keeps the rules. */
  private sound = false;

  /** `limit`: most characters in one record. */
  constructor(delimiter: string, quote: string, limit: number) {
    this.reader = new RecordReader(delimiter, quote);
    this.delimiterCode = delimiter.charCodeAt(0);
    this.quoteCode = quote.charCodeAt(0);
    this.limit = limit;
  }

  /**
   * Whether a record begins at the line start `at`.
   *
   * @returns `at`, `notHere` or `moreText`
   */
  startsAt(text: string, at: number, last: boolean, width: Width): number {
    const first = this.follow(text, at, last, width);
    if (first < 0) return first;
    if (this.sound && width.named >= tellingCells) return at;
    let next = first;
    while (next < text.length && isBreak(text.charCodeAt(next))) next++;
    if (next === text.length) return last ? at : moreText;
    const second = this.follow(text, next, last, width);
    return second < 0 ? second : at;
  }

  /**
   * Whether a record with a stray quote is just the line on which it begins, which would fit were its quotes mere
   * characters.
   *
   * @returns where the next record begins, `notHere` or `moreText`
   */
  endOfLine(text: string, at: number, fault: number, last: boolean, width: Width): number {
    if (width.named < tellingCells) return notHere;
    const line = this.lineAt(text, at, last);
    if (line === null) return knownLength(text, at) > this.limit ? notHere : moreText;
    return fault < line.end && this.fits(line, at, width) ? line.next : notHere;
  }

  private fits(line: Line, from: number, { named, total }: Width): boolean {
    const cells = line.delimiters + 1;
    return cells >= named && cells <= total && line.end - from <= this.limit;
  }

  /** Where the record that begins at `from` is followed by the next one; sets `sound`. */
  private follow(text: string, from: number, last: boolean, width: Width): number {
    const line = this.lineAt(text, from, last);
    if (line === null) return knownLength(text, from) > this.limit ? notHere : moreText;
    const fits = this.fits(line, from, width);
    this.sound = true;
    if (!line.quoted) return fits ? line.next : notHere;
    const whole = this.readWhole(text, from, last, width);
    if (whole !== notHere) return whole;
    this.sound = false;
    return fits ? line.next : notHere;
  }

  private readWhole(text: string, from: number, last: boolean, width: Width): number {
    const near = Math.min(text.length, from + usualRecord);
    const tries = near === text.length ? [near] : [near, text.length];
    for (const end of tries) {
      const atEnd = end === text.length;
      this.reader.load(text.slice(from, end), last && atEnd);
      const status = this.reader.read(0);
      if (status === 'partial' && !atEnd) continue;
      if (status === 'partial') return knownLength(text, from) > this.limit ? notHere : moreText;
      const good =
        status === 'complete' && this.reader.end <= this.limit && misfitOf(this.reader.cells, width) === null;
      return good ? from + this.reader.next : notHere;
    }
    return notHere;
  }

  /** The line that begins at `from`, or `null` when its end is not in the text. */
  private lineAt(text: string, from: number, last: boolean): Line | null {
    let delimiters = 0;
    let quoted = false;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === this.delimiterCode) delimiters++;
      else if (code === this.quoteCode) quoted = true;
      else if (code === lineFeed || code === carriageReturn) break;
    }
    const next = nextLine(text, at, last);
    return next === moreText ? null : { end: at, next, delimiters, quoted };
  }
}

/** Where the line that follows `from` begins; the text's end for the last line; `moreText` when that is not known. */
export function nextLine(text: string, from: number, last: boolean): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) return at + 1;
    if (code !== carriageReturn) continue;
    if (at + 1 === text.length && !last) return moreText;
    return text.charCodeAt(at + 1) === lineFeed ? at + 2 : at + 1;
  }
  return last ? text.length : moreText;
}

/** Characters that a record has at least whose end is not in the text: a CR there may end it. */
export const knownLength = (text: string, from: number): number =>
  text.length - from - (text.charCodeAt(text.length - 1) === carriageReturn ? 1 : 0);

/** Line breaks in a stretch of a text: CRLF, LF and CR count one each. */
export function lineBreaksIn(text: string, from: number, to: number): number {
  let found = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) found++;
  }
  return found;
}

const isBreak = (code: number): boolean => code === lineFeed || code === carriageReturn;
