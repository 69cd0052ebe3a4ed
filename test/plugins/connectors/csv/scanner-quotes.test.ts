import { describe, expect, test } from 'vitest';
import { found, patient, scanText } from './scan-text.ts';

describe('a quote that is never closed', () => {
  test('costs its own record alone, and is named with the line on which it opens', () => {
    const { rows, bad } = scanText('a,b,c\n1,x,y\n2,"never,z\n3,x,y\n4,x,y\n');
    expect(rows.map(([id]) => id)).toEqual(['1', '3', '4']);
    expect(bad).toEqual([
      {
        code: 'VB2108',
        why: 'the quote that opens on line 3 is never closed; the next record begins on line 4',
        raw: '2,"never,z',
        line: 3,
        record: 2,
      },
    ]);
  });

  test('does not swallow a later record with quotes of its own', () => {
    const { rows, lines, bad } = scanText('a,b,c\n1,"never\n2,"good, really",y\n3,"also\ngood",y\n');
    expect(rows).toEqual([
      ['2', 'good, really', 'y'],
      ['3', 'also\ngood', 'y'],
    ]);
    expect(lines).toEqual([3, 4]);
    expect(bad.map(({ code, line }) => [code, line])).toEqual([['VB2108', 2]]);
  });

  test('takes the lines of its own comment along as raw text', () => {
    expect(found('a,b,c\n1,"never\nclosed, it is\n2,x,y\n3,x,y\n').bad).toEqual([
      { code: 'VB2108', line: 2, record: 1, raw: '1,"never\nclosed, it is' },
    ]);
  });

  test('names the line of the quote where an earlier cell spans lines', () => {
    const { bad } = scanText('a,b,c\n1,"x\ny","never\n2,x,y\n3,x,y\n');
    expect(bad.map(({ why, line }) => [why, line])).toEqual([
      ['the quote that opens on line 3 is never closed; the next record begins on line 4', 2],
    ]);
  });

  test('in the last record loses that record alone', () => {
    const { rows, bad } = scanText('a,b\n1,x\n2,"cut off in the mid');
    expect(rows).toEqual([['1', 'x']]);
    expect(bad).toEqual([
      {
        code: 'VB2108',
        why: 'the quote that opens on line 3 is never closed; no record follows it',
        raw: '2,"cut off in the mid',
        line: 3,
        record: 2,
      },
    ]);
  });

  test('that the quote of a later record seems to close, giving too few cells, is found out', () => {
    // read naively, row 1 would be: 1 | never⏎2, — and 2 cells of 3
    const { rows, bad } = scanText('a,b,c\n1,"never,y\n2,"\nfoo",z\n3,x,y\n4,x,y\n');
    expect(rows.map(([id]) => id)).toEqual(['2', '3', '4']);
    expect(bad.map(({ code, line, raw }) => [code, line, raw])).toEqual([['VB2108', 2, '1,"never,y']]);
  });

  test('is found when a million characters follow', patient, () => {
    const after = Array.from({ length: 40_000 }, (_, i) => `${i + 2},some text of a row,y\n`).join('');
    const { rows, bad } = scanText(`a,b,c\n1,"never,y\n${after}`);
    expect(rows).toHaveLength(40_000);
    expect(bad.map(({ code, line, raw }) => [code, line, raw])).toEqual([['VB2108', 2, '1,"never,y']]);
  });
});

describe('a stray quote', () => {
  test('inside an unquoted cell rejects that row', () => {
    expect(found('a,b\n1,5" pipe\n2,x\n')).toMatchObject({
      rows: [['2', 'x']],
      bad: [{ code: 'VB2109', line: 2, raw: '1,5" pipe' }],
    });
  });

  test('inside a quoted cell rejects that row', () => {
    const { rows, bad } = scanText('a,b,c\n1,"he said "hi" to me",y\n2,x,y\n3,x,y\n');
    expect(rows.map(([id]) => id)).toEqual(['2', '3']);
    expect(bad).toEqual([
      {
        code: 'VB2109',
        why: 'a quote stands inside a cell; it must be doubled, and the cell quoted',
        raw: '1,"he said "hi" to me",y',
        line: 2,
        record: 1,
      },
    ]);
  });

  test('in a comment of several lines rejects the whole comment, not the lines of it', () => {
    const { rows, bad } = scanText('a,b,c\n1,"first line\nhe said "hi" and\nleft",y\n2,x,y\n3,x,y\n');
    expect(rows.map(([id]) => id)).toEqual(['2', '3']);
    expect(bad.map(({ code, line, why, raw }) => [code, line, why, raw])).toEqual([
      [
        'VB2109',
        2,
        'a quote stands inside a cell on line 3; it must be doubled, and the cell quoted',
        '1,"first line\nhe said "hi" and\nleft",y',
      ],
    ]);
  });

  test('in each of several rows rejects each of them by itself', () => {
    const { order } = scanText('a,b,c\n1,"a "b" c",y\n2,"a "b" c",y\n3,"a "b" c",y\n4,x,y\n5,x,y\n');
    expect(order).toEqual(['VB2109', 'VB2109', 'VB2109', '4', '5']);
  });

  test('after a space before the opening quote is stray too, as RFC 4180 has it', () => {
    expect(found('a,b\n1, "x"\n2,y\n').bad).toEqual([{ code: 'VB2109', line: 2, record: 1, raw: '1, "x"' }]);
  });

  test('a line of a comment that looks like a row by chance does not become one', () => {
    // "one, two, three" has three cells, but the line after it has not
    const { rows } = scanText('a,b,c\n1,"so "bad":\none, two, three\nand worse",y\n2,x,y\n3,x,y\n');
    expect(rows.map(([id]) => id)).toEqual(['2', '3']);
  });
});
