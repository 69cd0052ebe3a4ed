interface CronField {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly words: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly CronField[] = [
  { name: 'minute', low: 0, high: 59, words: [] },
  { name: 'hour', low: 0, high: 23, words: [] },
  { name: 'day of month', low: 1, high: 31, words: [] },
  { name: 'month', low: 1, high: 12, words: months },
  { name: 'day of week', low: 0, high: 7, words: weekdays },
];

/** February has 29 days in some year. */
const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const example = 'write five fields, e.g. "0 7 2 * *": at 07:00 on the 2nd of each month';

/**
 * Says what is wrong with a cron expression of five fields; `null` when it is valid and fires on some day.
 * Allowed are numbers, names of months and weekdays, `*`, ranges, lists and steps; nothing else.
 */
export function checkCron(text: string): { readonly message: string; readonly hint: string } | null {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    const found = text.trim() === '' ? 'none' : String(parts.length);
    return { message: `a cron expression has 5 fields, found ${found}`, hint: example };
  }
  const chosen: (readonly number[])[] = [];
  for (const [index, field] of fields.entries()) {
    const values = valuesOf(parts[index]!, field);
    if (typeof values === 'string')
      return { message: `cron field ${index + 1} (${field.name}): ${values}`, hint: example };
    chosen.push(values);
  }
  return firesOnSomeDay(chosen, parts) ? null : { message: 'no such day: the month is never that long', hint: example };
}

function firesOnSomeDay(chosen: readonly (readonly number[])[], parts: readonly string[]): boolean {
  // With a day of week the expression fires on that weekday too, whatever the day of month says.
  if (parts[4] !== '*') return true;
  return chosen[3]!.some(month => chosen[2]!.some(day => day <= longestMonth[month - 1]!));
}

/** The values of one field, or what is wrong with it. */
function valuesOf(text: string, field: CronField): readonly number[] | string {
  const values: number[] = [];
  for (const part of text.split(',')) {
    const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(part);
    if (!match || (match[1] === '*' && match[2] !== undefined)) return `"${part}" is not a number, range, step or *`;
    const range = rangeOf(match[1]!, match[2], match[3] !== undefined, field);
    if (typeof range === 'string') return range;
    const step = match[3] === undefined ? 1 : Number(match[3]);
    if (step < 1) return `step ${step} is not at least 1`;
    for (let value = range[0]; value <= range[1]; value += step) values.push(value);
  }
  return values;
}

function rangeOf(
  from: string,
  to: string | undefined,
  open: boolean,
  field: CronField,
): readonly [number, number] | string {
  if (from === '*') return [field.low, field.high];
  const low = numberOf(from, field);
  const high = to === undefined ? (open ? field.high : low) : numberOf(to, field);
  for (const [text, value] of [
    [from, low],
    [to ?? from, high],
  ] as const) {
    if (value === null) return `"${text}" is not ${field.words.length > 0 ? 'a number or a name' : 'a number'}`;
    if (value < field.low || value > field.high) return `${value} is not within ${field.low} to ${field.high}`;
  }
  return low! > high! ? `range ${from}-${to} is reversed` : [low!, high!];
}

function numberOf(text: string, field: CronField): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const index = field.words.indexOf(text.toLowerCase());
  return index < 0 ? null : index + (field.name === 'month' ? 1 : 0);
}
