import { Scanner, type ScanOptions } from '../../../../plugins/connectors/csv/scanner.ts';
import type { BadRecord } from '../../../../plugins/connectors/csv/trouble.ts';

export interface ScannedText {
  readonly header: readonly string[] | null;
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly bad: readonly BadRecord[];
  readonly stripped: number;
  /** Rows and bad records in the order in which they came: the first cell of a row, the code of a bad record. */
  readonly order: readonly string[];
}

const defaults: ScanOptions = { delimiter: ',', quote: '"', maxRecordSize: 1_000_000, nul: 'reject' };

/** Scans a text that comes in pieces which end at the given places. */
export function scanText(text: string, options: Partial<ScanOptions> = {}, cuts: readonly number[] = []): ScannedText {
  let header: readonly string[] | null = null;
  const rows: string[][] = [];
  const lines: number[] = [];
  const bad: BadRecord[] = [];
  const order: string[] = [];
  const scanner = new Scanner(
    { ...defaults, ...options },
    { line: 1, record: 0, width: null },
    {
      header: cells => {
        header = cells;
        return { named: cells.length, total: cells.length };
      },
      row: (cells, line) => {
        rows.push(cells);
        lines.push(line);
        order.push(cells[0]!);
      },
      bad: record => {
        bad.push(record);
        order.push(record.code);
      },
    },
  );
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    scanner.push(text.slice(from, cut), false);
    from = cut;
  }
  scanner.push(text.slice(from), false);
  scanner.push('', true);
  return { header, rows, lines, bad, stripped: scanner.stripped, order };
}

/** Every place at which a text can be cut. */
export const everywhere = (text: string): readonly number[] => Array.from({ length: text.length }, (_, i) => i);

/** What a text is found to hold, without the words that say why a record is bad. */
export const found = (text: string, options: Partial<ScanOptions> = {}) => {
  const { rows, lines, bad } = scanText(text, options);
  return { rows, lines, bad: bad.map(({ code, line, record, raw }) => ({ code, line, record, raw })) };
};

/** Large texts take their time on a busy machine; no test of the scanner is about speed. */
export const patient = { timeout: 60_000 };
