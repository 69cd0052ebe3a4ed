import { columnName, missingColumns, VerbatimError } from '../../../core/sdk.ts';
import type { Width } from './misfit.ts';
import type { BadRecord } from './trouble.ts';

export interface Header {
  /** Names without surrounding spaces, in Unicode NFC. */
  readonly columns: readonly string[];
  readonly width: Width;
}

interface HeaderContext {
  readonly file: string;
  readonly line: number;
  readonly delimiter: string;
  /** Columns that the pipeline maps. */
  readonly wanted: readonly string[];
}

const delimiters: readonly string[] = [',', ';', '\t', '|'];

/**
 * Reads a header. Cells without a name at its end are tolerated, as long as the rows have nothing below them: some
 * exports end each line with a delimiter.
 *
 * @throws VB2105 when another delimiter fits, VB2103 for an empty name, VB2102 for a double one, VB2104 for a missing one
 */
export function parseHeader(cells: readonly string[], context: HeaderContext): Header {
  const names = cells.map(columnName);
  const named = names.findLastIndex(name => name !== '') + 1;
  const columns = names.slice(0, named);
  const at = { file: context.file, line: context.line };
  const missing = context.wanted.filter(name => !columns.includes(columnName(name)));
  if (missing.length > 0 || (context.wanted.length === 0 && cells.length === 1)) {
    refuseDelimiter(cells.join(context.delimiter), context);
  }
  const empty = named === 0 ? 0 : columns.indexOf('');
  if (empty !== -1) {
    throw new VerbatimError('VB2103', `column ${empty + 1} of ${Math.max(named, 1)} has no name`, {
      hint: 'give every column a name',
      at,
    });
  }
  const double = columns.findIndex((name, i) => columns.indexOf(name) !== i);
  if (double !== -1) {
    const first = columns.indexOf(columns[double]!);
    throw new VerbatimError('VB2102', `columns ${first + 1} and ${double + 1} are both called "${columns[double]}"`, {
      hint: 'rename one of them',
      at,
    });
  }
  if (missing.length > 0) throw missingColumns(missing, columns, at);
  return { columns, width: { named, total: cells.length } };
}

/** The error for a header that is no record. */
export function brokenHeader(bad: BadRecord, context: HeaderContext): VerbatimError {
  const [first = ''] = bad.raw.split(/[\r\n]/, 1);
  refuseDelimiter(first, context);
  return new VerbatimError(bad.code, `the header cannot be read: ${bad.why}`, {
    hint: 'the first line must hold the names of the columns',
    at: { file: context.file, line: bad.line },
  });
}

/** Throws VB2105 when the header's line makes better sense with another delimiter. */
function refuseDelimiter(line: string, { file, line: at, delimiter, wanted }: HeaderContext): void {
  const found = line.split(delimiter).length;
  const others = delimiters
    .filter(other => other !== delimiter)
    .map(other => ({ other, names: line.split(other).map(name => columnName(name.replaceAll('"', ''))) }));
  const all = wanted.map(columnName);
  const fitting =
    others.find(({ names }) => all.length > 0 && names.length > 1 && all.every(name => names.includes(name))) ??
    (found === 1 ? others.toSorted((a, b) => b.names.length - a.names.length)[0] : undefined);
  if (fitting === undefined || fitting.names.length === 1) return;
  const columns = found === 1 ? '1 column' : `${found} columns`;
  throw new VerbatimError(
    'VB2105',
    `the delimiter ${shown(delimiter)} gives ${columns}, ${shown(fitting.other)} gives ${fitting.names.length}`,
    { hint: `delimiter: ${shown(fitting.other)} seems right`, at: { file, line: at } },
  );
}

const shown = (delimiter: string): string => (delimiter === '\t' ? '"\\t" (tab)' : `"${delimiter}"`);
