import { expect, test } from 'vitest';
import { checkDateFormat } from '../../../core/text/check-date-format.ts';

test.each(['iso', 'epoch-s', 'epoch-ms', 'dd/MM/yyyy', 'd/M/yy', 'yyyy-MM-ddTHH:mm:ss'])(
  '%s is a date format',
  format => {
    expect(checkDateFormat(format)).toBeNull();
  },
);

test.each([
  ['DD/MM/YYYY', 'dd/MM/yyyy'],
  ['dd/mm/yyyy', 'dd/MM/yyyy'],
  ['jj/mm/aaaa', 'dd/MM/yyyy'],
  ['JJ/MM/AAAA HH:mm', 'dd/MM/yyyy HH:mm'],
  ['TT.MM.JJJJ', 'dd.MM.yyyy'],
  ['%d/%m/%Y %H:%M', 'dd/MM/yyyy HH:mm'],
  ['DD/MM/YYYY HH:MM:SS', 'dd/MM/yyyy HH:mm:ss'],
  ['hh:mm dd/mm/yyyy', 'HH:mm dd/MM/yyyy'],
  ['yyyy-mm-dd', 'yyyy-MM-dd'],
  ['ISO', 'iso'],
])('%s is none, and the hint is to write %s', (format, meant) => {
  expect(checkDateFormat(format)!.hint).toBe(`write ${meant}`);
});

test.each(['french', 'dd/MM', '', 'dd/MM/yyyy/dd'])('%j resembles none, and the hint names what there is', format => {
  expect(checkDateFormat(format)!.hint).toContain('such as dd/MM/yyyy HH:mm');
});
