import { type Check, type Context, defineConnector, VerbatimError } from '../../core/sdk.ts';
import { detectEncoding } from './csv/detect.ts';
import { findFiles } from './csv/files.ts';
import { openInside } from './csv/open.ts';
import { type CsvOptions, type CsvRow, type CsvState, options, row, state } from './csv/options.ts';
import { readFiles, readHeader } from './csv/read.ts';

/**
 * Reads CSV files: strict about their form, tolerant of where they come from (byte order marks, UTF-16, one-byte
 * encodings, any delimiter, any line end). Cells are text; the pipeline's map makes numbers and dates of them.
 */
export const csv = defineConnector<CsvOptions, CsvRow, CsvState>({
  id: 'csv',
  version: '1.0.0',
  title: 'CSV files',
  stability: 'beta',
  options,
  examples: [
    { title: 'A file in UTF-8', yaml: 'use: csv\nwith: { path: inbox/surveys.csv }\n' },
    {
      title: 'A French export',
      yaml: 'use: csv\nwith: { path: "inbox/*.csv", encoding: windows-1252, delimiter: ";", decimal: ",", date: dd/MM/yyyy }\n',
    },
  ],
  streams: { '*': { row, key: [], state, stateVersion: 1, feeds: 'feedback' } },
  cells: ({ decimal, date }) => ({ decimal, date }),
  check,
  read: readFiles,
});

async function check(context: Context<CsvOptions>): Promise<readonly Check[]> {
  const parsed = options.safeParse(context.options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = `option "${issue?.path.join('.')}": ${issue?.message}`;
    return [{ id: 'csv.options', status: 'fail', message, fix: 'see the options of the connector csv' }];
  }
  try {
    const names = await findFiles(context.root, parsed.data.path);
    const checks: Check[] = [{ id: 'csv.path', status: 'ok', message: foundFiles(names.length), fix: null }];
    for (const name of names) checks.push(await checkFile(context, parsed.data, name));
    return checks;
  } catch (error) {
    return [failed('csv.path', error)];
  }
}

async function checkFile(context: Context<CsvOptions>, given: CsvOptions, name: string): Promise<Check> {
  const id = `csv.file ${name}`;
  try {
    const file = await openInside(context.root, name);
    try {
      const detected = await detectEncoding(file, given.encoding, context.signal);
      const header = await readHeader(file, detected, given, [], context.signal);
      if (header === null) return { id, status: 'warn', message: 'the file is empty', fix: null };
      const message = `${header.columns.length} columns, ${detected.encoding}`;
      return { id, status: 'ok', message, fix: null };
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed(id, error);
  }
}

const foundFiles = (count: number): string => (count === 1 ? '1 file' : `${count} files`);

function failed(id: string, error: unknown): Check {
  if (error instanceof VerbatimError)
    return { id, status: 'fail', message: `${error.code} ${error.message}`, fix: error.hint };
  return { id, status: 'fail', message: error instanceof Error ? error.message : String(error), fix: null };
}
