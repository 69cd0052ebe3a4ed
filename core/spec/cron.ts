import { Cron } from 'croner';

const fieldCount = 5;
const example = 'write five fields, e.g. "0 7 2 * *": at 07:00 on the 2nd of each month';

/** From here on a valid expression must fire within croner's horizon; fixed, so that no verdict depends on the day. */
const origin = new Date('2024-01-01T00:00:00Z');

/** Says what is wrong with a cron expression of five fields; `null` when it is valid and fires on some day. */
export function checkCron(text: string): { readonly message: string; readonly hint: string } | null {
  const parts = text.trim().split(/\s+/).filter(Boolean);
  if (parts.length !== fieldCount) {
    const found = parts.length === 0 ? 'none' : String(parts.length);
    return { message: `a cron expression has 5 fields, found ${found}`, hint: example };
  }
  // Some schedulers know more signs than others; these mean the same to all of them.
  const odd = parts.find(part => !/^[\d*,/a-z-]+$/i.test(part) || /^[lw]$/i.test(part));
  if (odd !== undefined)
    return { message: `cron field "${odd}" is not made of numbers, names, ranges, lists and steps`, hint: example };
  try {
    const cron = new Cron(parts.join(' '), { paused: true, mode: '5-part', timezone: 'UTC' });
    return cron.nextRun(origin) ? null : { message: 'no such day: the month is never that long', hint: example };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return { message: `cron expression: ${why}`, hint: example };
  }
}
