import type { Emit } from '../../../core/sdk.ts';
import type { Header } from './header.ts';
import type { CsvRow, CsvState } from './options.ts';
import type { BadRecord } from './trouble.ts';

/** Turns a scan's findings into what a connector yields, in the order of the file. */
export interface Gatherer {
  header: Header | null;
  readonly row: (cells: string[], line: number) => void;
  readonly bad: (record: BadRecord) => void;
  /** Everything since the last call. */
  readonly take: () => readonly Emit<CsvRow, CsvState>[];
}

export function createGatherer(file: string): Gatherer {
  let emits: Emit<CsvRow, CsvState>[] = [];
  let rows: string[][] = [];
  let lines: number[] = [];
  const closeTable = (columns: readonly string[]): void => {
    if (rows.length === 0) return;
    emits.push({ table: { columns, rows, file, lines } });
    rows = [];
    lines = [];
  };
  const gatherer = {
    header: null as Header | null,
    row: (cells: string[], line: number): void => {
      rows.push(cells);
      lines.push(line);
    },
    bad: ({ code, why, raw, line, record }: BadRecord): void => {
      closeTable(gatherer.header?.columns ?? []);
      emits.push({ bad: { raw, code, why, origin: { file, line, record } } });
    },
    take: (): readonly Emit<CsvRow, CsvState>[] => {
      closeTable(gatherer.header?.columns ?? []);
      const taken = emits;
      emits = [];
      return taken;
    },
  };
  return gatherer;
}
