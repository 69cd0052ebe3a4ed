/**
 * What went wrong, as a family; it alone decides whether a step is retried and how the command exits.
 *
 * - `config`: the project's files are wrong; the user mends them
 * - `auth`, `permission`: the source or the store refuses us
 * - `rate-limited`, `transient`: may pass if tried again
 * - `environment`: the machine lacks something (a browser, a lock, a store)
 * - `source-contract`: a source does not have the shape that was promised
 * - `data-quality`: the data broke a limit that the pipeline sets
 * - `superseded`: another attempt of the same step took over; this one stops
 * - `bug`: our own fault
 */
export type ErrorClass =
  | 'config'
  | 'auth'
  | 'permission'
  | 'rate-limited'
  | 'transient'
  | 'environment'
  | 'source-contract'
  | 'data-quality'
  | 'superseded'
  | 'bug';

interface CatalogueEntry {
  readonly class: ErrorClass;
  readonly title: string;
}

const entry = (errorClass: ErrorClass, title: string): CatalogueEntry => ({ class: errorClass, title });

/**
 * Every code the product can print. A code is never renamed or reused; `docs/errors.md` has a paragraph for each,
 * compared both ways by a test.
 *
 * VB10 command line · VB11 YAML · VB12 pipeline · VB13 references and secrets · VB14 project and files ·
 * VB20 sources · VB21 CSV · VB22 values · VB30 plugins · VB40 warehouse · VB50 report · VB60 run · VB90 bug
 */
export const catalogue = {
  VB1002: entry('config', 'invalid value for an option'),
  VB1101: entry('config', 'key appears twice'),
  VB1102: entry('config', 'YAML cannot be read'),
  VB1103: entry('config', 'YAML exceeds a limit'),
  VB1104: entry('config', 'YAML feature that is not allowed'),
  VB1201: entry('config', 'unknown key'),
  VB1202: entry('config', 'wrong type or value'),
  VB1203: entry('config', 'unknown KPI'),
  VB1204: entry('config', 'unknown plugin'),
  VB1205: entry('config', 'required key is missing'),
  VB1206: entry('config', 'incremental stream without a key'),
  VB1207: entry('config', 'steps need each other in a circle'),
  VB1208: entry('config', 'unknown step'),
  VB1209: entry('config', 'invalid cron expression'),
  VB1210: entry('config', 'unknown time zone'),
  VB1211: entry('config', 'invalid identifier'),
  VB1212: entry('config', 'unknown dimension'),
  VB1213: entry('config', 'unknown question'),
  VB1214: entry('config', 'step that nothing uses'),
  VB1215: entry('config', 'unknown report template'),
  VB1216: entry('config', 'plugin of another kind'),
  VB1217: entry('config', 'not run by this version'),
  VB1218: entry('config', 'KPI without the step that it reads'),
  VB1219: entry('config', 'plan is too large'),
  VB1220: entry('config', 'unknown stream'),
  VB1301: entry('config', 'unresolved reference'),
  VB1302: entry('config', 'unresolved secret'),
  VB1303: entry('config', 'secret written as a literal'),
  VB1304: entry('config', 'invalid reference'),
  VB1401: entry('config', 'file is missing'),
  VB1402: entry('config', 'files extend each other in a circle'),
  VB1403: entry('config', 'no project here'),
  VB1404: entry('config', 'environment variable is set but empty'),
  VB1405: entry('config', 'no such pipeline'),
  VB1406: entry('config', 'pipeline is ambiguous'),
  VB1407: entry('config', 'path leaves the project'),
  VB2001: entry('source-contract', 'source cannot be read'),
  VB2002: entry('source-contract', 'nothing to read'),
  VB2101: entry('source-contract', 'file is not in the declared encoding'),
  VB2102: entry('source-contract', 'header appears twice'),
  VB2103: entry('source-contract', 'header is empty'),
  VB2104: entry('source-contract', 'column is missing'),
  VB2105: entry('source-contract', 'delimiter does not fit the file'),
  VB2106: entry('data-quality', 'row has too few cells'),
  VB2107: entry('data-quality', 'row has too many cells'),
  VB2108: entry('data-quality', 'quote is never closed'),
  VB2109: entry('data-quality', 'stray quote'),
  VB2110: entry('data-quality', 'NUL byte'),
  VB2111: entry('data-quality', 'record is too large'),
  VB2112: entry('transient', 'file changed while it was read'),
  VB2201: entry('data-quality', 'value is not a number'),
  VB2202: entry('data-quality', 'value is outside its scale'),
  VB2203: entry('data-quality', 'value is not a date'),
  VB2204: entry('data-quality', 'key is missing'),
  VB2206: entry('data-quality', 'redaction failed'),
  VB2207: entry('data-quality', 'value cannot be stored'),
  VB2301: entry('data-quality', 'too many rejected rows'),
  VB2302: entry('data-quality', 'too few rows'),
  VB3001: entry('config', 'plugin cannot be loaded'),
  VB3002: entry('config', 'plugin does not follow its contract'),
  VB3003: entry('bug', 'plugin threw'),
  VB3004: entry('bug', 'plugin returned the wrong shape'),
  VB3005: entry('config', 'two plugins share an id'),
  VB4001: entry('environment', 'embedded store is in use'),
  VB4002: entry('transient', 'database cannot be reached'),
  VB4003: entry('environment', 'database schema is not the one this version needs'),
  VB4004: entry('superseded', 'another attempt took over'),
  VB4005: entry('bug', 'rows do not add up'),
  VB4006: entry('environment', 'customer key differs'),
  VB4007: entry('transient', 'database conflict'),
  VB4008: entry('auth', 'database refused the login'),
  VB4009: entry('environment', 'no space left'),
  VB4010: entry('environment', 'database refused the statement'),
  VB4011: entry('config', 'KPI is not measured yet'),
  VB4012: entry('config', 'database address is invalid'),
  VB5001: entry('environment', 'no browser found'),
  VB5002: entry('transient', 'browser failed'),
  VB5003: entry('config', 'report template is invalid'),
  VB5004: entry('config', 'report resource is missing'),
  VB5005: entry('bug', 'report layout broke'),
  VB5006: entry('config', 'report path is not allowed'),
  VB6001: entry('environment', 'run is already active'),
  VB6002: entry('config', 'no such run'),
  VB6003: entry('transient', 'step timed out'),
  VB6004: entry('config', 'window is invalid'),
  VB6005: entry('environment', 'Temporal cannot be reached'),
  VB6006: entry('environment', 'no worker takes the work'),
  VB6007: entry('environment', 'Temporal has no such namespace'),
  VB6008: entry('transient', 'worker does not have the plugin'),
  VB6009: entry('config', 'engine needs PostgreSQL'),
  VB6010: entry('config', 'run cannot be retried'),
  VB6011: entry('config', 'pipeline has no schedule'),
  VB6012: entry('config', 'schedule belongs to another project'),
  VB6013: entry('transient', 'step lost its worker'),
  VB6014: entry('auth', 'Temporal refused the login'),
  VB6015: entry('permission', 'Temporal does not allow the request'),
  VB6016: entry('environment', 'Temporal lacks search attributes'),
  VB6017: entry('environment', 'workflows are not built'),
  VB6018: entry('transient', 'work of another project'),
  VB6019: entry('transient', 'worker does not know the orchestration'),
  VB9001: entry('bug', 'unexpected error'),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

/** A place in a text file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A place as JSON may write it. */
type PlaceLike = { readonly [Key in keyof Place]: Place[Key] | null };

/** A place as editors and terminals know it: `inbox/answers.csv:3:14`. */
export const placeText = ({ file, line, column }: PlaceLike): string =>
  [file, line, column].filter(part => part !== undefined && part !== null).join(':');

interface ErrorDetail {
  /** How to mend it, one sentence. */
  readonly hint?: string;
  readonly at?: Place;
  readonly cause?: unknown;
}

const retryableClasses: ReadonlySet<ErrorClass> = new Set(['rate-limited', 'transient']);

/**
 * The only error that the product throws on purpose.
 *
 * @param code - from the catalogue
 * @param message - where, what was found, what was expected; no customer text and no secret
 * @example
 * throw new VerbatimError('VB1203', 'no KPI is named "npss"', { hint: 'did you mean "nps"?' });
 */
export class VerbatimError extends Error {
  readonly code: ErrorCode;
  readonly class: ErrorClass;
  readonly retryable: boolean;
  readonly hint: string | null;
  readonly at: Place | null;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'VerbatimError';
    this.code = code;
    this.class = catalogue[code].class;
    this.retryable = retryableClasses.has(this.class);
    this.hint = detail.hint ?? null;
    this.at = detail.at ?? null;
  }
}

/**
 * Turns whatever was thrown into a `VerbatimError`. What is not one already becomes VB9001, known by its class and its
 * place: its own words, which may quote a customer or a secret, stay in the cause.
 */
export function asVerbatimError(thrown: unknown): VerbatimError {
  return thrown instanceof VerbatimError ? thrown : wordless('VB9001', 'unexpected:', thrown);
}

/**
 * An error for something that was thrown and is not of the catalogue, without a word of its message.
 *
 * @param prefix - what stands before its class: `plugin "tone" threw`
 */
export function wordless(code: ErrorCode, prefix: string, thrown: unknown): VerbatimError {
  const at = placeOf(thrown);
  return new VerbatimError(code, `${prefix} ${kindOf(thrown)}`, { cause: thrown, ...(at === null ? {} : { at }) });
}

/** `TypeError`, or `Error ECONNRESET` when Node gave it a code. */
function kindOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `a value of type ${typeof thrown}`;
  const { name } = thrown.constructor;
  const { code } = thrown as NodeJS.ErrnoException;
  const known = typeof code === 'string' && /^E(?:[A-Z0-9]{1,20}|RR_[A-Z0-9_]{1,60})$/.test(code);
  return `${/^[A-Za-z_$][\w$]{0,59}$/.test(name) ? name : 'Error'}${known ? ` ${code}` : ''}`;
}

const frame = /^ {4}at (?:.* \(|async )?(?:file:\/\/)?([^()\n]+):(\d+):(\d+)\)?$/gm;

/** Where it was thrown: in a file of ours or of a plugin rather than in a package that they use. */
function placeOf(thrown: unknown): Place | null {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return null;
  // The message stands before the frames, and may look like one.
  const frames = thrown.stack.slice(Math.max(0, thrown.stack.indexOf(thrown.message)) + thrown.message.length);
  const places = [...frames.matchAll(frame)]
    .map(([, file, line, column]) => ({ file: file!, line: Number(line), column: Number(column) }))
    .filter(({ file }) => !file.startsWith('node:'));
  return places.find(({ file }) => !file.includes('/node_modules/')) ?? places[0] ?? null;
}
