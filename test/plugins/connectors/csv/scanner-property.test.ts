import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { everywhere, scanText } from './scan-text.ts';

vi.setConfig({ testTimeout: 60_000 });

const delimiters = [',', ';', '\t', '|'] as const;
const lineEnds = ['\n', '\r\n', '\r'] as const;

interface Written {
  readonly text: string;
  readonly delimiter: string;
}

const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', 'é', '€', '😀', ',', ';', '\t', '|', '"', '\n', '\r', ' ', '0'),
    maxLength: 12,
  }),
);

/** A header and rows of the same number of cells, quoted where they must be and sometimes where they need not. */
const wellFormed: fc.Arbitrary<Written> = fc
  .record({
    delimiter: fc.constantFrom(...delimiters),
    width: fc.integer({ min: 1, max: 6 }),
    rows: fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 6, maxLength: 6 }), { maxLength: 12 }),
    lineEnd: fc.constantFrom(...lineEnds),
    lastLineEnd: fc.boolean(),
  })
  .map(({ delimiter, width, rows, lineEnd, lastLineEnd }) => {
    const header = Array.from({ length: width }, (_, i) => `c${i}`).join(delimiter);
    const lines = rows.map(row =>
      row
        .slice(0, width)
        .map(([value, quoted]) =>
          // an unquoted empty cell alone on its line would be a blank line
          quoted || (width === 1 && value === '') || /["\r\n]/.test(value) || value.includes(delimiter)
            ? `"${value.replaceAll('"', '""')}"`
            : value,
        )
        .join(delimiter),
    );
    return { text: [header, ...lines].join(lineEnd) + (lastLineEnd ? lineEnd : ''), delimiter };
  });

const noNul = ({ text }: Written): boolean => !text.includes('\0');

describe('against csv-parse on well-formed text', () => {
  test('the same cells on the same lines, wherever the text is cut', () => {
    fc.assert(
      fc.property(wellFormed.filter(noNul), fc.array(fc.nat(), { maxLength: 5 }), ({ text, delimiter }, cuts) => {
        const expected = parse(text, {
          delimiter,
          record_delimiter: ['\r\n', '\n', '\r'],
          skip_empty_lines: true,
        }) as string[][];
        const ours = scanText(
          text,
          { delimiter },
          cuts.map(cut => cut % (text.length + 1)),
        );
        expect(ours.bad).toEqual([]);
        expect([ours.header, ...ours.rows]).toEqual(expected.length === 0 ? [null] : expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a cut after every character changes nothing', () => {
    fc.assert(
      fc.property(wellFormed, ({ text, delimiter }) => {
        expect(scanText(text, { delimiter }, everywhere(text))).toEqual(scanText(text, { delimiter }));
      }),
      { numRuns: 300 },
    );
  });
});

/** A text of the characters that CSV is made of, in any order. */
const anyText = fc
  .array(
    fc.constantFrom('a,b,c\n', '1,x,y\n', '2,"p,q",z\r\n', '3,"s\nt",u\n', 'x', ',', '"', '\n', '\r', '"",', '\0', 'é'),
    {
      maxLength: 40,
    },
  )
  .map(parts => `a,b,c\n${parts.join('')}`);

describe('on text with any fault', () => {
  test('nothing is lost: rows and bad records together hold every character, in order', () => {
    fc.assert(
      fc.property(anyText, text => {
        // every character but those that CSV itself uses up between records and around cells
        const kept = (part: string): string => part.replace(/[",\r\n]/g, '');
        const found = scanText(text);
        let row = 0;
        let bad = 0;
        const parts = found.order.map(one =>
          one.startsWith('VB') ? found.bad[bad++]!.raw : found.rows[row++]!.join(','),
        );
        expect(kept(parts.join(''))).toBe(kept(text.slice('a,b,c\n'.length)));
        expect([row, bad]).toEqual([found.rows.length, found.bad.length]);
      }),
      { numRuns: 3_000 },
    );
  });

  test('every row has as many cells as the header', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(scanText(text).rows.filter(cells => cells.length !== 3)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('what is found does not depend on where the text is cut, with a small record size too', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(1_000_000, 12), (text, maxRecordSize) => {
        expect(scanText(text, { maxRecordSize }, everywhere(text))).toEqual(scanText(text, { maxRecordSize }));
      }),
      { numRuns: 2_000 },
    );
  });

  test('lines and record numbers grow, and each lies in the text', () => {
    fc.assert(
      fc.property(anyText, text => {
        const { bad, lines } = scanText(text);
        const total = text.split(/\r\n|\r|\n/).length;
        for (const list of [lines, bad.map(({ line }) => line), bad.map(({ record }) => record)]) {
          expect(list).toEqual([...list].sort((a, b) => a - b));
        }
        for (const line of [...lines, ...bad.map(one => one.line)]) {
          expect(line).toBeGreaterThan(1);
          expect(line).toBeLessThanOrEqual(total);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('one damaged record among good ones', () => {
  const good = (id: number): string => `${id},2026-01-02,"a ""word"", and\r\nanother",5`;

  test('costs no other record, whatever the damage', () => {
    const damages = fc.constantFrom(
      ['7,2026-01-02,"never closed,5', 'VB2108'],
      ['7,2026-01-02,"never\r\nclosed", 5" high,5', 'VB2109'],
      ['7,"2026-01-02,plain,5', 'VB2108'],
      ['7,2026-01-02,he "said",5', 'VB2109'],
      ['7,2026-01-02,"he "said" so",5', 'VB2109'],
      ['7,2026-01-02,5', 'VB2106'],
      ['7,2026-01-02,plain,5,', 'VB2107'],
      ['7,2026-01-02,pl\0ain,5', 'VB2110'],
    ) as fc.Arbitrary<[string, string]>;
    fc.assert(
      fc.property(
        damages,
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 0, max: 4 }),
        ([text, code], before, after) => {
          const ids = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
          const records = [...ids(10, before).map(good), text, ...ids(20, after).map(good)];
          const { rows, bad } = scanText(`id,date,comment,score\r\n${records.join('\r\n')}\r\n`);
          expect(rows.map(([id]) => Number(id))).toEqual([...ids(10, before), ...ids(20, after)]);
          expect(bad.map(one => [one.code, one.raw, one.record])).toEqual([[code, text, before + 1]]);
          // the header is line 1, and each good record has two
          expect(bad[0]!.line).toBe(2 + 2 * before);
        },
      ),
      { numRuns: 400 },
    );
  });
});
