import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test, vi } from 'vitest';
import { compileDate } from '../../../core/map/date.ts';

vi.setConfig({ testTimeout: 60_000 });

const paris = 'Europe/Paris';
const read = (text: string, format = 'iso', zone = paris) => compileDate(format, zone)(text);
const reason = (text: string, format = 'iso', zone = paris) => (read(text, format, zone) as { fault: string }).fault;

describe('patterns', () => {
  test('a date is the first instant of its day in the zone', () => {
    // Paris is two hours ahead of UTC in October, one in November
    expect(read('01/10/2026', 'dd/MM/yyyy')).toBe('2026-09-30T22:00:00.000Z');
    expect(read('01/11/2026', 'dd/MM/yyyy')).toBe('2026-10-31T23:00:00.000Z');
    expect(read('01/11/2026', 'dd/MM/yyyy', 'UTC')).toBe('2026-11-01T00:00:00.000Z');
  });

  test('with a time, in any order and with any separators', () => {
    const instant = '2026-07-14T06:05:09.000Z';
    expect(read('14/07/2026 08:05:09', 'dd/MM/yyyy HH:mm:ss')).toBe(instant);
    expect(read('2026.07.14T08h05', 'yyyy.MM.ddTHH:mm')).toEqual({ fault: expect.stringContaining('is not a date') });
    expect(read('20260714080509', 'yyyyMMddHHmmss')).toBe(instant);
    expect(read('07-14-2026, 8:05', 'MM-dd-yyyy, H:mm')).toBe('2026-07-14T06:05:00.000Z');
  });

  test('d, M and H take one digit or two; dd, MM and HH take two', () => {
    expect([read('1/7/2026', 'd/M/yyyy'), read('01/07/2026', 'd/M/yyyy'), read('11/12/2026', 'd/M/yyyy')]).toEqual([
      '2026-06-30T22:00:00.000Z',
      '2026-06-30T22:00:00.000Z',
      '2026-12-10T23:00:00.000Z',
    ]);
    expect(reason('1/7/2026', 'dd/MM/yyyy')).toBe(
      '"1/7/2026" is not a date written as dd/MM/yyyy; date: d/M/yyyy seems right',
    );
  });

  test('two digits of a year up to 68 are of this century, from 69 on of the last', () => {
    expect([read('01/06/68', 'dd/MM/yy', 'UTC'), read('01/06/69', 'dd/MM/yy', 'UTC')]).toEqual([
      '2068-06-01T00:00:00.000Z',
      '1969-06-01T00:00:00.000Z',
    ]);
  });

  test('that make no date are refused when they are compiled', () => {
    for (const pattern of [
      'dd/MM',
      'MM/yyyy',
      'dd/MM/yyyy hh:mm',
      'dd/MM/yyyy HH',
      'dd/dd/MM/yyyy',
      'dd MMM yyyy',
      'dd/MM/yyyy ss',
      '',
    ]) {
      expect(() => compileDate(pattern, paris)).toThrow(expect.objectContaining({ code: 'VB1202' }));
    }
  });
});

describe('ISO 8601', () => {
  test('a date alone and a time without offset are local', () => {
    expect(read('2026-10-01')).toBe('2026-09-30T22:00:00.000Z');
    expect([read('2026-10-01T08:30'), read('2026-10-01 08:30:00')]).toEqual(Array(2).fill('2026-10-01T06:30:00.000Z'));
  });

  test('an offset or Z decides', () => {
    const instant = '2026-10-01T06:30:00.000Z';
    for (const text of [
      '06:30Z',
      '06:30:00Z',
      '06:30:00.000z',
      '12:15+05:45',
      '12:15+0545',
      '04:30-02',
      '20:30:00,0+14:00',
    ]) {
      expect([text, read(`2026-10-01T${text}`)]).toEqual([text, instant]);
    }
  });

  test('fractions keep their milliseconds', () => {
    expect(read('2026-10-01T06:30:00.5Z')).toBe('2026-10-01T06:30:00.500Z');
    expect(read('2026-10-01T06:30:00.123999Z')).toBe('2026-10-01T06:30:00.123Z');
  });

  test('other forms are refused', () => {
    const others = [
      '2026-10-1',
      '20261001',
      '2026-10',
      '2026-W40-1',
      '2026-10-01T',
      '2026-10-01T08',
      '2026-10-01T08:30+',
      '2026-10-01T08:30+2',
      '2026-10-01T08:30+15:00',
      '2026-10-01T08:30:',
      '2026-10-01T08:30:00.Z',
      '2026-10-01T08:30 Z',
      '+2026-10-01',
      '2026-10-01T08:30Zx',
      'infinity',
      'now',
      '',
    ];
    for (const text of others) expect([text, typeof read(text)]).toEqual([text, 'object']);
  });
});

describe('epochs count only when the format says so', () => {
  test('seconds and milliseconds', () => {
    expect(read('1790836200', 'epoch-s')).toBe('2026-10-01T06:30:00.000Z');
    expect(read('1790836200.25', 'epoch-s')).toBe('2026-10-01T06:30:00.250Z');
    expect(read('1790836200123', 'epoch-ms')).toBe('2026-10-01T06:30:00.123Z');
    expect(reason('1790836200')).toMatch(/is not a date written as iso/);
  });

  test('milliseconds taken for seconds lie in no year of ours', () => {
    expect(reason('1790836200123', 'epoch-s')).toMatch(/lies outside the years 1900 to 9999/);
  });
});

describe('the calendar is strict', () => {
  test('29 February exists in leap years alone', () => {
    expect(read('29/02/2024', 'dd/MM/yyyy', 'UTC')).toBe('2024-02-29T00:00:00.000Z');
    expect(read('29/02/2000', 'dd/MM/yyyy', 'UTC')).toBe('2000-02-29T00:00:00.000Z');
    for (const text of ['29/02/2026', '29/02/2100', '31/04/2026', '00/01/2026', '32/01/2026']) {
      expect(reason(text, 'dd/MM/yyyy')).toBe(`"${text}" is not a day of the calendar`);
    }
  });

  test('months end at 12, hours at 23, minutes and seconds at 59', () => {
    expect(reason('2026-13-01')).toMatch(/has no month of the calendar/);
    for (const time of ['24:00', '12:60', '23:59:60'])
      expect(reason(`2026-10-01T${time}`)).toMatch(/is not a time of day/);
  });

  test('years that programs write for no date are refused', () => {
    for (const text of ['0000-01-01', '0001-01-01', '1899-12-30'])
      expect(reason(text)).toMatch(/has a year before 1900/);
  });
});

describe('clocks that change', () => {
  test('a time that was skipped does not exist', () => {
    expect(reason('2026-03-29T02:30', 'iso', 'Europe/Berlin')).toBe(
      '"2026-03-29T02:30" does not exist in Europe/Berlin: clocks were put forward over it',
    );
    // 02:00 is the first that does not exist, 03:00 the first that does again
    expect(typeof read('2026-03-29T02:00', 'iso', 'Europe/Berlin')).toBe('object');
    expect(read('2026-03-29T03:00', 'iso', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(read('2026-03-29T01:59', 'iso', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
  });

  test('of a time that came twice the first counts', () => {
    expect(read('2026-10-25T02:30', 'iso', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(read('2026-10-25T03:00', 'iso', 'Europe/Berlin')).toBe('2026-10-25T02:00:00.000Z');
  });

  test('a day whose midnight was skipped begins with the change', () => {
    // Cairo put its clocks from 00:00 to 01:00 on 24 April 2026
    expect(read('24/04/2026', 'dd/MM/yyyy', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z');
    expect(typeof read('24/04/2026 00:30', 'dd/MM/yyyy HH:mm', 'Africa/Cairo')).toBe('object');
  });

  test('a day that a zone left out does not exist', () => {
    // Samoa went from 29 to 31 December 2011
    expect(reason('30/12/2011', 'dd/MM/yyyy', 'Pacific/Apia')).toMatch(/does not exist in Pacific\/Apia/);
    expect(read('31/12/2011', 'dd/MM/yyyy', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
  });

  test('zones far from UTC or with odd offsets', () => {
    // UTC+14, UTC+5:45, UTC-3:30 in winter
    expect(read('2026-01-01', 'iso', 'Pacific/Kiritimati')).toBe('2025-12-31T10:00:00.000Z');
    expect(read('2026-01-01', 'iso', 'Asia/Kathmandu')).toBe('2025-12-31T18:15:00.000Z');
    expect(read('2026-01-01', 'iso', 'America/St_Johns')).toBe('2026-01-01T03:30:00.000Z');
  });

  test('every instant is found again from what its zone shows, or an earlier one that shows the same', () => {
    const zones = fc.constantFrom(
      paris,
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'America/Havana',
      'UTC',
    );
    const seconds = fc.integer({ min: Date.UTC(1990, 0) / 1000, max: Date.UTC(2030, 0) / 1000 });
    fc.assert(
      fc.property(zones, seconds, (zone, second) => {
        const time = DateTime.fromSeconds(second, { zone });
        const found = DateTime.fromISO(
          read(time.toFormat('dd/MM/yyyy HH:mm:ss'), 'dd/MM/yyyy HH:mm:ss', zone) as string,
          { zone },
        );
        expect(found.toFormat('yyyyMMddHHmmss')).toBe(time.toFormat('yyyyMMddHHmmss'));
        expect(found.toSeconds()).toBeLessThanOrEqual(second);
        expect(second - found.toSeconds()).toBeLessThanOrEqual(3 * 3600);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('reasons', () => {
  test('say which format would have fitted', () => {
    expect(reason('2026-10-01', 'dd/MM/yyyy')).toBe(
      '"2026-10-01" is not a date written as dd/MM/yyyy; date: iso seems right',
    );
    expect(reason('01/10/2026')).toMatch(/; date: dd\/MM\/yyyy seems right$/);
    expect(reason('01/10/2026 14:30', 'dd/MM/yyyy')).toMatch(/; date: dd\/MM\/yyyy HH:mm seems right$/);
    expect(reason('12/31/2026', 'iso')).toMatch(/; date: MM\/dd\/yyyy seems right$/);
  });

  test('do not quote what is no date', () => {
    expect(reason('Très déçue de Mme Untel, 06 12 34 56 78')).toBe(
      'a text of 39 characters is not a date written as iso',
    );
    expect(reason('06 12 34 56 78')).toBe('a text of 14 characters is not a date written as iso');
  });
});

test('no text makes it throw', () => {
  const parts = fc.constantFrom('2026', '-', '10', '01', 'T', ' ', '08', ':', '30', 'Z', '+', '02', '.', '/', 'x', '');
  const texts = fc.oneof(
    fc.string(),
    fc.array(parts, { maxLength: 12 }).map(list => list.join('')),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom('iso', 'dd/MM/yyyy', 'd/M/yy H:mm', 'epoch-s'), (text, format) => {
      const value = read(text, format);
      if (typeof value === 'string') expect(new Date(value).toISOString()).toBe(value);
      else expect(value.fault.length).toBeGreaterThan(0);
    }),
    { numRuns: 3_000 },
  );
});
