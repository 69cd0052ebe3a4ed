import { misfitOf, type Width } from './misfit.ts';
import { RecordReader } from './record.ts';
import { knownLength, lineBreaksIn, moreText, nextLine, notHere, StartFinder } from './resync.ts';
import { type BadRecord, type Trouble, verdictOn } from './trouble.ts';

export interface ScanOptions {
  /** One UTF-16 unit. */
  readonly delimiter: string;
  /** One UTF-16 unit. */
  readonly quote: string;
  /** Most characters in one record. */
  readonly maxRecordSize: number;
  readonly nul: 'reject' | 'strip';
}

/** Where a scan's findings go, in the order of the text. Lines count from 1 and are those on which a record begins. */
export interface ScanTarget {
  /** The first record; gives back what every later one must have. */
  readonly header: (cells: readonly string[], line: number) => Width;
  readonly row: (cells: string[], line: number) => void;
  readonly bad: (record: BadRecord) => void;
}

/** Where a scan starts: the beginning of a file, or the beginning of a later record. */
export interface ScanStart {
  readonly line: number;
  /** Rows and bad records before it; the header is not counted. */
  readonly record: number;
  /** `null`: the first record is the header. */
  readonly width: Width | null;
}

/** A bad record whose end is being looked for. */
interface Search extends Trouble {
  /** The record ends with the line of its fault, whatever follows. */
  readonly endKnown: boolean;
  /** Characters passed so far. */
  passed: number;
  /** The beginning of what was passed, at most one record size. */
  raw: string;
  /** The unread text begins with a line that was not judged yet. */
  atLine: boolean;
}

/**
 * A strict CSV scanner that is fed with text of any length and never holds more of it than one record needs.
 *
 * A record that breaks the rules costs only itself. After a quote that is never closed, or one that stands where none
 * may, `StartFinder` says on which line the next record begins; all text before it is given back as one bad record.
 * A blank line is no record. What is found does not depend on how the text is cut.
 */
export class Scanner {
  /** Line on which the unread text begins. */
  line: number;
  /** Rows and bad records so far. */
  record: number;
  /** Text that waits for its continuation. */
  rest = '';
  /** NULs taken out of rows. */
  stripped = 0;

  private width: Width | null;
  private search: Search | null = null;
  private text = '';
  private at = 0;
  private nulAt = -1;
  private mayHoldNul = false;
  private readonly reader: RecordReader;
  private readonly finder: StartFinder;
  private readonly options: ScanOptions;
  private readonly target: ScanTarget;

  constructor(options: ScanOptions, start: ScanStart, target: ScanTarget) {
    this.options = options;
    this.target = target;
    this.line = start.line;
    this.record = start.record;
    this.width = start.width;
    this.reader = new RecordReader(options.delimiter, options.quote);
    this.finder = new StartFinder(options.delimiter, options.quote, options.maxRecordSize);
  }

  /** True when `rest` begins with a record, so that a later scan may start there. */
  get settled(): boolean {
    return this.search === null;
  }

  /**
   * Scans on.
   *
   * @param last - nothing follows `piece`
   * @param mayHoldNul - false spares the search, which bytes answer faster than text does
   */
  push(piece: string, last: boolean, mayHoldNul = true): void {
    this.text = this.rest === '' ? piece : this.rest + piece;
    this.at = 0;
    this.mayHoldNul = mayHoldNul || (this.mayHoldNul && this.rest !== '');
    this.nulAt = -1;
    this.reader.load(this.text, last);
    while (this.at < this.text.length) {
      const goesOn = this.search === null ? this.step(last) : this.seek(this.search, last);
      if (!goesOn) break;
    }
    if (last && this.search !== null) this.endSearch(this.search, null);
    this.rest = this.at === 0 ? this.text : this.text.slice(this.at);
  }

  /** Reads one record; false when more text is needed. */
  private step(last: boolean): boolean {
    const { reader, at } = this;
    const status = reader.read(at);
    const open = status === 'partial' || status === 'unclosed';
    const extent = open ? knownLength(this.text, at) : Math.max(reader.end, reader.fault) - at;
    if (extent > this.options.maxRecordSize) return this.loseLarge(last);
    if (status === 'partial') return false;
    if (status === 'unclosed') return this.lose('unclosed', this.text.length);
    if (status === 'stray') return this.loseStray(last);
    return this.accept(reader.cells);
  }

  private accept(cells: string[]): boolean {
    const { reader, at, line, width } = this;
    if (cells.length > 0 && width === null) this.width = this.target.header(cells, line);
    else if (cells.length > 0 && width !== null) {
      const misfit = cells.length === width.named ? null : misfitOf(cells, width);
      if (misfit !== null && reader.breaks > 1) return this.lose(misfit, reader.end, true);
      this.record++;
      if (misfit !== null) this.giveBad(misfit);
      else if (this.hasNul(at, reader.end)) this.acceptNul(cells, width);
      else this.target.row(cells.length === width.named ? cells : cells.slice(0, width.named), line);
    }
    this.line += reader.breaks;
    this.at = reader.next;
    return true;
  }

  private giveBad({ code, why }: Pick<BadRecord, 'code' | 'why'>): void {
    const raw = this.text.slice(this.at, this.reader.end);
    this.target.bad({ code, why, raw, line: this.line, record: this.record });
  }

  private hasNul(from: number, to: number): boolean {
    if (!this.mayHoldNul) return false;
    if (this.nulAt < from) {
      this.nulAt = this.text.indexOf('\0', from);
      if (this.nulAt === -1) this.mayHoldNul = false;
    }
    return this.mayHoldNul && this.nulAt < to;
  }

  private acceptNul(cells: readonly string[], width: Width): void {
    if (this.options.nul === 'reject') {
      const column = cells.findIndex(cell => cell.includes('\0')) + 1;
      this.giveBad({ code: 'VB2110', why: `cell ${column} contains a NUL byte` });
      return;
    }
    const clean = cells.slice(0, width.named).map(cell => cell.replaceAll('\0', ''));
    for (let i = 0; i < clean.length; i++) this.stripped += cells[i]!.length - clean[i]!.length;
    this.target.row(clean, this.line);
  }

  private loseLarge(last: boolean): true {
    const { reader, at, text } = this;
    const { maxRecordSize } = this.options;
    // read no more than is surely at hand, so that the verdict does not depend on how the text is cut
    reader.load(text.slice(0, at + maxRecordSize + 1), false);
    reader.read(at);
    this.lose('large', at + maxRecordSize);
    reader.load(text, last);
    return true;
  }

  private loseStray(last: boolean): boolean {
    const { reader, width, at, text } = this;
    if (reader.opens === -1 || width === null) return this.lose('stray', reader.fault, reader.opens === -1);
    const end = this.finder.endOfLine(text, at, reader.fault, last, width);
    return end === moreText ? false : this.lose('stray', reader.fault, end !== notHere);
  }

  /** Begins the search for the end of a bad record; `fault` is where it was noticed. */
  private lose(what: Trouble['what'], fault: number, endKnown = false): true {
    const { text, at, line, reader } = this;
    if (this.width !== null) this.record++;
    this.search = {
      what,
      line,
      record: this.record,
      opensOn: reader.opens === -1 ? null : line + lineBreaksIn(text, at, reader.opens),
      faultOn: line + lineBreaksIn(text, at, fault),
      fault: fault - at,
      limit: this.options.maxRecordSize,
      endKnown,
      passed: 0,
      raw: '',
      atLine: false,
    };
    return true;
  }

  /** Looks for the line on which the next record begins; false when more text is needed. */
  private seek(search: Search, last: boolean): boolean {
    while (this.at < this.text.length) {
      if (search.atLine) {
        const start = this.judge(search, last);
        if (start === moreText) return false;
        if (start !== notHere) return this.endSearch(search, this.line);
        search.atLine = false;
      }
      const next = nextLine(this.text, this.at, last);
      if (next === moreText) {
        // the line goes on; a CR at the end of the text may be half of a CRLF
        this.pass(search, this.text.length - (this.text.endsWith('\r') ? 1 : 0));
        return false;
      }
      this.pass(search, next);
      this.line++;
      search.atLine = true;
    }
    return false;
  }

  private judge(search: Search, last: boolean): number {
    if (search.endKnown && search.passed > search.fault) return this.at;
    return this.width === null ? notHere : this.finder.startsAt(this.text, this.at, last, this.width);
  }

  private pass(search: Search, to: number): void {
    const room = this.options.maxRecordSize - search.raw.length;
    if (room > 0) search.raw += this.text.slice(this.at, Math.min(to, this.at + room));
    search.passed += to - this.at;
    this.at = to;
  }

  private endSearch(search: Search, nextOn: number | null): true {
    this.search = null;
    this.target.bad(verdictOn(search, search.passed, search.raw, nextOn));
    return true;
  }
}
