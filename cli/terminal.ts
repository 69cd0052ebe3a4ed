import pc from 'picocolors';

/** What the global options say about printing. */
export interface OutputOptions {
  readonly format: 'text' | 'json' | 'jsonl';
  readonly quiet: boolean;
  readonly debug: boolean;
}

/** Where a command prints. Results go to stdout, everything else to stderr. */
export interface Terminal {
  readonly options: OutputOptions;
  /** True when a person watches stderr: then lines may be rewritten. */
  readonly live: boolean;
  /** A line of the result, in text form only. */
  readonly line: (text: string) => void;
  /** The result as one JSON document, in json form only. */
  readonly document: (value: Readonly<Record<string, unknown>>) => void;
  /** One object a line, in jsonl form only. */
  readonly row: (value: Readonly<Record<string, unknown>>) => void;
  /**
   * Rows that may be too many to hold: in json form one document with all of them under `name`, in jsonl form one object
   * a line.
   *
   * @param show - prints a row in text form
   * @returns how many there were
   */
  readonly list: <Row extends object>(
    name: string,
    rows: Iterable<Row> | AsyncIterable<Row>,
    show: (row: Row) => void,
  ) => Promise<number>;
  /** A line for the person who runs it. */
  readonly note: (text: string) => void;
  readonly colour: ReturnType<typeof pc.createColors>;
}

// Bytes below U+0020 but for line feed and tab, DEL, and the C1 range could move the cursor or set a title.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text without control characters, so that a name from a source cannot steer a terminal. */
export const printable = (text: string): string => text.replace(controls, '');

/** The terminal of this process. A closed pipe (`| head`) ends it quietly. */
export function createTerminal(options: OutputOptions): Terminal {
  const live = Boolean(process.stderr.isTTY) && !process.env.CI && process.env.TERM !== 'dumb';
  const quitOnClosedPipe = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  };
  process.stdout.on('error', quitOnClosedPipe);
  process.stderr.on('error', quitOnClosedPipe);
  const text = options.format === 'text';
  const write = (value: object): void => {
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...value })}\n`);
  };
  return {
    options,
    live,
    colour: pc.createColors(live ? pc.isColorSupported : Boolean(process.env.FORCE_COLOR)),
    line: line => {
      if (text) process.stdout.write(`${printable(line)}\n`);
    },
    document: value => {
      if (!text) write(value);
    },
    row: value => {
      if (options.format === 'jsonl') write(value);
    },
    list: async (name, rows, show) => {
      const json = options.format === 'json';
      let count = 0;
      if (json) process.stdout.write(`{"schemaVersion":1,${JSON.stringify(name)}:[`);
      for await (const row of rows) {
        if (json) process.stdout.write(`${count === 0 ? '' : ','}\n${JSON.stringify(row)}`);
        else if (options.format === 'jsonl') write(row);
        else show(row);
        count += 1;
      }
      if (json) process.stdout.write(']}\n');
      return count;
    },
    note: line => {
      if (!options.quiet) process.stderr.write(`${printable(line)}\n`);
    },
  };
}
