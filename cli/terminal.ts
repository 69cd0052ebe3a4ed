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
  /** One object a line, in jsonl form; in json form too, for commands that list. */
  readonly row: (value: Readonly<Record<string, unknown>>) => void;
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
  return {
    options,
    live,
    colour: pc.createColors(live ? pc.isColorSupported : Boolean(process.env.FORCE_COLOR)),
    line: line => {
      if (text) process.stdout.write(`${printable(line)}\n`);
    },
    document: value => {
      if (!text) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...value })}\n`);
    },
    row: value => {
      if (!text) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...value })}\n`);
    },
    note: line => {
      if (!options.quiet) process.stderr.write(`${printable(line)}\n`);
    },
  };
}
