import { expect, test } from 'vitest';
import { checkCron } from '../../../core/spec/cron.ts';

test.each([
  '0 7 2 * *',
  '*/15 * * * *',
  '0 0 1,15 * mon-fri',
  '0 7 1-7 jan,JUL 1',
  '5/10 0-23/2 * * 7',
  '0 0 29 2 *',
  '0 0 31 2 mon',
  ' 0  7 2 * * ',
])('"%s" is a cron expression', text => {
  expect(checkCron(text)).toBeNull();
});

test.each([
  ['0 7 2 *', 'a cron expression has 5 fields, found 4'],
  ['0 0 7 2 * *', 'a cron expression has 5 fields, found 6'],
  ['', 'a cron expression has 5 fields, found none'],
  ['60 7 2 * *', 'cron field 1 (minute): 60 is not within 0 to 59'],
  ['0 24 2 * *', 'cron field 2 (hour): 24 is not within 0 to 23'],
  ['0 7 0 * *', 'cron field 3 (day of month): 0 is not within 1 to 31'],
  ['0 7 2 13 *', 'cron field 4 (month): 13 is not within 1 to 12'],
  ['0 7 2 * 8', 'cron field 5 (day of week): 8 is not within 0 to 7'],
  ['0 7 2 juin *', 'cron field 4 (month): "juin" is not a number or a name'],
  ['0 seven 2 * *', 'cron field 2 (hour): "seven" is not a number'],
  ['0 9-7 * * *', 'cron field 2 (hour): range 9-7 is reversed'],
  ['*/0 * * * *', 'cron field 1 (minute): step 0 is not at least 1'],
  ['0 7 L * *', 'cron field 3 (day of month): "L" is not a number'],
  ['0 7 2# * *', 'cron field 3 (day of month): "2#" is not a number, range, step or *'],
  ['*-5 * * * *', 'cron field 1 (minute): "*-5" is not a number, range, step or *'],
  ['0 7 31 2 *', 'no such day: the month is never that long'],
  ['0 7 31 4,6,9,11 *', 'no such day: the month is never that long'],
  ['@monthly', 'a cron expression has 5 fields, found 1'],
])('"%s" is refused: %s', (text, message) => {
  expect(checkCron(text)).toMatchObject({ message, hint: expect.stringContaining('"0 7 2 * *"') });
});
