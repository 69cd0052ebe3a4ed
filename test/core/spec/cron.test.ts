import { expect, test } from 'vitest';
import { checkCron } from '../../../core/spec/cron.ts';

test.each([
  '0 7 2 * *',
  '*/15 * * * *',
  '0 0 1,15 * mon-fri',
  '0 7 1-7 jan,JUL 1',
  '5-59/10 0-23/2 * * 7',
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
  ['60 7 2 * *', 'minute'],
  ['0 24 2 * *', 'hour'],
  ['0 7 0 * *', 'day'],
  ['0 7 2 13 *', 'month'],
  ['0 7 2 * 8', 'day'],
  ['0 7 2 juin *', 'cron expression: '],
  ['0 seven 2 * *', 'cron expression: '],
  ['0 9-7 * * *', 'cron expression: '],
  ['*/0 * * * *', 'cron expression: '],
  ['0 7 L * *', 'cron field "L" is not made of'],
  ['0 7 2# * *', 'cron field "2#" is not made of'],
  ['0 7 31 2 *', 'no such day: the month is never that long'],
  ['0 7 31 4,6,9,11 *', 'no such day: the month is never that long'],
  ['@monthly', 'a cron expression has 5 fields, found 1'],
])('"%s" is refused: %s', (text, message) => {
  expect(checkCron(text)).toMatchObject({
    message: expect.stringContaining(message),
    hint: expect.stringContaining('"0 7 2 * *"'),
  });
});
