import type { Feedback, Scalar } from '../model/feedback.ts';
import { cleanText } from './clean-text.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import { from1970To2000Ms, type RowBytes } from './row-bytes.ts';

/** Columns of a feedback, without the stream's number before and the hash and the runs after. */
export const contentColumns = [
  'external_id',
  'occurred_at',
  'customer_key',
  'channel',
  'touchpoint',
  'language',
  'comment',
  'answers',
  'texts',
  'attributes',
] as const;

/** What became of one feedback. */
export interface WrittenRow {
  /** Clean: the key as it is stored. */
  readonly externalId: string;
  /** `occurredAt` in milliseconds since 1970. */
  readonly instant: number;
  /** True when a text had to be cleaned. */
  readonly cleaned: boolean;
}

/** Years that are written with four digits, 1 to 9999. */
const firstInstant = Date.parse('0001-01-01T00:00:00.000Z');
const endOfInstants = Date.UTC(10_000, 0);

/** Before the text of a jsonb field. */
const jsonbVersion = Uint8Array.of(1);

/**
 * Makes the function that writes a feedback as fields of `contentColumns`. Equal feedback gives equal bytes, whatever
 * the order of its keys. It remembers the keys of the record before, since the records of a stream are alike.
 *
 * @returns `null` for a feedback with a number that JSON cannot hold (NaN, infinite) or a time outside the years 1 to
 *   9999; of what was written by then nothing may stay
 */
export function createRow(row: RowBytes, customers: CustomerHashes): (feedback: Feedback) => WrittenRow | null {
  let cleaned = false;
  const clean = (text: string): string => {
    const stored = cleanText(text);
    if (stored !== text) cleaned = true;
    return stored;
  };
  const text = (value: string | null): void => {
    if (value === null) {
      row.none();
      return;
    }
    const start = row.beginField();
    if (!row.ascii(value)) row.utf8(clean(value));
    row.endField(start);
  };
  const answers = createObjectField(row, clean);
  const texts = createObjectField(row, clean);
  const attributes = createObjectField(row, clean);
  return feedback => {
    cleaned = false;
    const { customer } = feedback;
    const instant = Date.parse(feedback.occurredAt);
    if (!(instant >= firstInstant && instant < endOfInstants)) return null;
    text(feedback.externalId);
    const externalId = cleaned ? cleanText(feedback.externalId) : feedback.externalId;
    row.instantField(instant);
    if (customer === null) row.none();
    else customers.writeField(clean(customer), row);
    text(feedback.channel);
    text(feedback.touchpoint);
    text(feedback.language);
    text(feedback.comment);
    const isWhole = answers(feedback.answers) && texts(feedback.texts) && attributes(feedback.attributes);
    return isWhole ? { externalId, instant, cleaned } : null;
  };
}

/** The feedback of the fields that `createRow` wrote, but for its customer, of whom they have only the hash. */
export function feedbackOfRow(fields: Buffer): Feedback {
  let at = 0;
  const next = (): Buffer | null => {
    const length = fields.readInt32BE(at);
    at += 4 + Math.max(length, 0);
    return length === -1 ? null : fields.subarray(at - length, at);
  };
  const text = (): string | null => next()?.toString() ?? null;
  const externalId = text()!;
  const occurredAt = instantOf(next()!);
  next();
  const [channel, touchpoint, language, comment] = [text(), text(), text(), text()];
  const object = () => JSON.parse(next()!.toString('utf8', jsonbVersion.length));
  return {
    ...{ externalId, occurredAt, customer: null, channel, touchpoint, language, comment },
    ...{ answers: object(), texts: object(), attributes: object() },
  };
}

const instantOf = (field: Buffer): string =>
  new Date(Number(field.readBigInt64BE() / 1000n) + from1970To2000Ms).toISOString();

/** A text of its own: a slice of a file's text would keep all of that in memory. V8 makes none of under 13 characters. */
const copyOf = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));

/** A feedback with its texts as they will be stored, for steps that work on them before. */
export function cleanFeedback(feedback: Feedback): Feedback {
  const text = (value: string | null): string | null => (value === null ? null : cleanText(value));
  const values = <T extends Scalar | null>(object: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [
        cleanText(key),
        typeof value === 'string' ? (cleanText(value) as T) : value,
      ]),
    );
  return {
    externalId: cleanText(feedback.externalId),
    occurredAt: feedback.occurredAt,
    customer: text(feedback.customer),
    channel: text(feedback.channel),
    touchpoint: text(feedback.touchpoint),
    language: text(feedback.language),
    comment: text(feedback.comment),
    answers: values(feedback.answers),
    texts: values(feedback.texts),
    attributes: values(feedback.attributes),
  };
}

type FlatObject = Readonly<Record<string, Scalar | null | undefined>>;

/** Writes a flat object as JSON with its keys in code-unit order; false when a number is not finite. */
function createObjectField(row: RowBytes, clean: (text: string) => string): (object: FlatObject) => boolean {
  let keys: readonly string[] = [];
  let heads: readonly Uint8Array[] = [];
  const learn = (object: FlatObject): void => {
    keys = Object.keys(object)
      .filter(key => object[key] !== undefined)
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    heads = keys.map((key, index) => Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(clean(key))}:`));
  };
  // Values of attributes are few and come again and again.
  const known = new Map<string, Uint8Array>();
  const quoted = (text: string): void => {
    const before = known.get(text);
    if (before !== undefined) {
      row.few(before);
      return;
    }
    const stored = clean(text);
    const made = JSON.stringify(stored);
    row.utf8(made);
    // What had to be cleaned is not remembered: the record must be told each time.
    if (stored === text && text.length <= 40 && known.size < 1_000) known.set(copyOf(text), Buffer.from(made));
  };
  return object => {
    if (!sameKeys(object, keys)) learn(object);
    const start = row.beginField();
    row.few(jsonbVersion);
    if (keys.length === 0) row.few(openBrace);
    for (let index = 0; index < keys.length; index += 1) {
      const value = object[keys[index]!]!;
      if (typeof value === 'number' && !Number.isFinite(value)) return false;
      row.few(heads[index]!);
      if (typeof value === 'string') quoted(value);
      else row.utf8(String(value));
    }
    row.few(closeBrace);
    row.endField(start);
    return true;
  };
}

const openBrace = Buffer.from('{');
const closeBrace = Buffer.from('}');

function sameKeys(object: FlatObject, keys: readonly string[]): boolean {
  let count = 0;
  for (const key in object) if (object[key] !== undefined) count += 1;
  if (count !== keys.length) return false;
  for (const key of keys) if (object[key] === undefined || !Object.hasOwn(object, key)) return false;
  return true;
}
