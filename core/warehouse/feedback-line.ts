import type { Feedback, Scalar } from '../model/feedback.ts';
import { cleanText, copyCell, isPlain } from './clean-text.ts';

/** Columns of a line, without the stream's number before and the hash and the runs after. */
export const lineColumns = [
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

/** What becomes of one feedback. */
export interface FeedbackLine {
  /** Clean: the key as it is stored. */
  readonly externalId: string;
  /** Cells of `lineColumns` in COPY's text format, joined by tabs. */
  readonly text: string;
  /** True when a text had to be cleaned. */
  readonly cleaned: boolean;
}

type ToLine = (feedback: Feedback) => FeedbackLine | null;

/**
 * Makes the function that turns a feedback into a line of COPY. Equal feedback gives an equal line, whatever the order
 * of its keys. It remembers the keys of the record before, since the records of a stream are alike.
 *
 * @param customerHash - hex of the keyed hash of a customer's id
 * @returns `null` for a feedback with a number that JSON cannot hold (NaN, infinite)
 */
export function createLine(customerHash: (id: string) => string): ToLine {
  let cleaned = false;
  const clean = (text: string): string => {
    const stored = cleanText(text);
    if (stored !== text) cleaned = true;
    return stored;
  };
  const cell = (text: string | null): string => (text === null ? '\\N' : copyCell(clean(text)));
  const answers = createObjectCell(clean);
  const texts = createObjectCell(clean);
  const attributes = createObjectCell(clean);
  return feedback => {
    cleaned = false;
    const { externalId, occurredAt, customer, channel, touchpoint, language, comment } = feedback;
    const scores = answers(feedback.answers);
    const words = texts(feedback.texts);
    const values = attributes(feedback.attributes);
    if (scores === null || values === null) return null;
    const tail = `${scores}\t${words}\t${values}`;
    // One look at all texts together costs a fraction of one look at each; most records need no more.
    const whole = `${externalId}${occurredAt}${customer ?? ''}${channel ?? ''}${touchpoint ?? ''}${language ?? ''}${comment ?? ''}`;
    if (isPlain(whole)) {
      const hashed = customer === null ? '\\N' : `\\\\x${customerHash(customer)}`;
      const text = `${externalId}\t${occurredAt}\t${hashed}\t${channel ?? '\\N'}\t${touchpoint ?? '\\N'}\t${language ?? '\\N'}\t${comment ?? '\\N'}\t${tail}`;
      return { externalId, text, cleaned };
    }
    const id = clean(externalId);
    const hashed = customer === null ? '\\N' : `\\\\x${customerHash(clean(customer))}`;
    const text = `${copyCell(id)}\t${cell(occurredAt)}\t${hashed}\t${cell(channel)}\t${cell(touchpoint)}\t${cell(language)}\t${cell(comment)}\t${tail}`;
    return { externalId: id, text, cleaned };
  };
}

/** A text of its own: one that is a slice of a file's text would keep all of that in memory. */
export const copyOf = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

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

/** A flat object as JSON with its keys in code-unit order, as a cell of COPY; `null` when a number is not finite. */
function createObjectCell(clean: (text: string) => string): (object: FlatObject) => string | null {
  let keys: readonly string[] = [];
  let heads: readonly string[] = [];
  const learn = (object: FlatObject): void => {
    keys = Object.keys(object)
      .filter(key => object[key] !== undefined)
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    heads = keys.map((key, index) => `${index === 0 ? '{' : ','}${quoted(key)}:`);
  };
  // Values of attributes are few and come again and again.
  const known = new Map<string, string>();
  const quoted = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const stored = clean(text);
    const made = JSON.stringify(stored).replaceAll('\\', '\\\\');
    // What had to be cleaned is not remembered: the record must be told each time.
    if (stored === text && text.length <= 40 && known.size < 1_000) known.set(copyOf(text), made);
    return made;
  };
  return object => {
    if (!sameKeys(object, keys)) learn(object);
    if (keys.length === 0) return '{}';
    let text = '';
    for (let index = 0; index < keys.length; index += 1) {
      const value = object[keys[index]!]!;
      if (typeof value === 'number' && !Number.isFinite(value)) return null;
      text += heads[index]! + (typeof value === 'string' ? quoted(value) : String(value));
    }
    return `${text}}`;
  };
}

function sameKeys(object: FlatObject, keys: readonly string[]): boolean {
  let count = 0;
  for (const key in object) if (object[key] !== undefined) count += 1;
  if (count !== keys.length) return false;
  for (const key of keys) if (object[key] === undefined || !Object.hasOwn(object, key)) return false;
  return true;
}
