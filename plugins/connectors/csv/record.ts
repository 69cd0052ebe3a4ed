import { Mark } from './mark.ts';

/** How the reading of one record ended. `partial`: the text at hand ends before the record does. */
export type RecordStatus = 'complete' | 'partial' | 'unclosed' | 'stray';

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Reads one record at a time from a text, strictly after RFC 4180: a quote stands at both ends of a cell or nowhere,
 * a quote inside a quoted cell is doubled; lines end with CRLF, LF or CR, also mixed.
 *
 * Its results stand in its fields until the next call, which spares an object per record.
 */
export class RecordReader {
  /** The cells of a complete record, unquoted; `[]` for a blank line. */
  cells: string[] = [];
  /** Where the record's text ends, before its line break. */
  end = 0;
  /** Where the next record begins. */
  next = 0;
  /** Line breaks from the record's first character to `next`. */
  breaks = 0;
  /** Of a record that is not complete: where the quote in question opens, -1 when none is open. */
  opens = -1;
  /** Of a stray quote: where the quoted or unquoted cell went wrong. */
  fault = -1;

  private text = '';
  private last = false;
  private readonly lineFeeds = new Mark('\n');
  private readonly carriageReturns = new Mark('\r');
  private readonly quotes: Mark;
  private readonly delimiters: Mark;
  private readonly quote: string;
  private readonly delimiterCode: number;
  private readonly quoteCode: number;

  constructor(delimiter: string, quote: string) {
    this.quotes = new Mark(quote);
    this.delimiters = new Mark(delimiter);
    this.quote = quote;
    this.delimiterCode = delimiter.charCodeAt(0);
    this.quoteCode = quote.charCodeAt(0);
  }

  /** Sets the text to read from; `last` says that nothing follows it. */
  load(text: string, last: boolean): void {
    this.text = text;
    this.last = last;
    this.lineFeeds.load(text);
    this.carriageReturns.load(text);
    this.quotes.load(text);
    this.delimiters.load(text);
  }

  /** Reads the record that begins at `from`. */
  read(from: number): RecordStatus {
    this.cells = [];
    this.breaks = 0;
    this.opens = -1;
    this.fault = -1;
    this.end = from;
    const eol = this.lineEnd(from);
    if (this.quotes.next(from) < eol) return this.readQuoted(from);
    if (eol === this.text.length && !this.last) return 'partial';
    return eol === from ? this.finish(eol) : this.readPlain(from, eol);
  }

  private readPlain(from: number, eol: number): RecordStatus {
    const { text, cells, delimiters } = this;
    let start = from;
    for (let at = delimiters.next(from); at < eol; at = delimiters.next(start)) {
      cells.push(text.slice(start, at));
      start = at + 1;
    }
    cells.push(text.slice(start, eol));
    return this.finish(eol);
  }

  private readQuoted(from: number): RecordStatus {
    const { text } = this;
    for (let at = from; ; at++) {
      if (text.charCodeAt(at) === this.quoteCode) {
        const status = this.readQuotedCell(at);
        if (status !== 'complete') return status;
        at = this.end;
      } else {
        const end = Math.min(this.delimiters.next(at), this.lineEnd(at));
        if (this.quotes.next(at) < end) return this.stray(this.quotes.next(at));
        if (end === text.length && !this.last) return 'partial';
        this.cells.push(text.slice(at, end));
        at = end;
      }
      if (at === text.length || text.charCodeAt(at) !== this.delimiterCode) return this.finish(at);
    }
  }

  /** Leaves `end` behind the closing quote, on a delimiter, a line break or the end of the text. */
  private readQuotedCell(opens: number): RecordStatus {
    const { text, quoteCode } = this;
    let close = text.indexOf(this.quote, opens + 1);
    let doubled = false;
    while (close !== -1 && text.charCodeAt(close + 1) === quoteCode) {
      doubled = true;
      close = text.indexOf(this.quote, close + 2);
    }
    this.opens = opens;
    if (close === -1) return this.last ? 'unclosed' : 'partial';
    if (close + 1 === text.length && !this.last) return 'partial';
    const value = text.slice(opens + 1, close);
    this.cells.push(doubled ? value.replaceAll(this.quote + this.quote, this.quote) : value);
    this.breaks += this.breaksBetween(opens, close);
    this.end = close + 1;
    const after = close + 1 === text.length ? this.delimiterCode : text.charCodeAt(close + 1);
    if (after !== this.delimiterCode && after !== lineFeed && after !== carriageReturn) return this.stray(close);
    this.opens = -1;
    return 'complete';
  }

  private stray(at: number): RecordStatus {
    this.fault = at;
    return 'stray';
  }

  private finish(end: number): RecordStatus {
    const { text } = this;
    this.end = end;
    this.next = end;
    if (end < text.length) {
      const isCr = text.charCodeAt(end) === carriageReturn;
      // a CR at the end of the text may be the first half of a CRLF
      if (isCr && end + 1 === text.length && !this.last) return 'partial';
      this.next = end + (isCr && text.charCodeAt(end + 1) === lineFeed ? 2 : 1);
      this.breaks++;
    }
    return 'complete';
  }

  private breaksBetween(from: number, to: number): number {
    const { text, lineFeeds, carriageReturns } = this;
    let found = 0;
    for (let at = lineFeeds.next(from); at < to; at = lineFeeds.next(at + 1)) found++;
    for (let at = carriageReturns.next(from); at < to; at = carriageReturns.next(at + 1)) {
      if (text.charCodeAt(at + 1) !== lineFeed) found++;
    }
    return found;
  }

  private lineEnd(from: number): number {
    return Math.min(this.lineFeeds.next(from), this.carriageReturns.next(from));
  }
}
