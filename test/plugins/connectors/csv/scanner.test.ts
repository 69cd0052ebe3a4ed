import { describe, expect, test } from 'vitest';
import { everywhere, found, patient, scanText } from './scan-text.ts';

describe('well-formed records', () => {
  test('cells are kept to the letter: spaces, delimiters, quotes and line breaks in quotes', () => {
    expect(scanText('a,b,c\n 1 ,"x,y","say ""hi""\r\nthere"\n').rows).toEqual([[' 1 ', 'x,y', 'say "hi"\r\nthere']]);
  });

  test('empty cells, quoted or not, are empty texts', () => {
    expect(scanText('a,b,c\n,,\n"",,""\n').rows).toEqual([
      ['', '', ''],
      ['', '', ''],
    ]);
  });

  test('CRLF, LF and CR end a record, also mixed in one text', () => {
    expect(found('a,b\r\n1,x\n2,y\r3,z\r\n4,w')).toEqual({
      rows: [
        ['1', 'x'],
        ['2', 'y'],
        ['3', 'z'],
        ['4', 'w'],
      ],
      lines: [2, 3, 4, 5],
      bad: [],
    });
  });

  test('a text with CR alone is read', () => {
    expect(found('a,b\r1,x\r2,y\r').rows).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
  });

  test('each row knows its line, counted through line breaks of every kind inside quotes', () => {
    // line 2 holds row 1, which goes on over lines 3, 4 and 5: LF, CRLF, CR; row 2 begins on line 6
    expect(found('a,b\n1,"p\nq\r\nr\rs"\n2,x\n')).toMatchObject({ lines: [2, 6], bad: [] });
  });

  test('blank lines are skipped and count as lines only', () => {
    expect(found('\n\na,b\n\n1,x\r\n\r\n\r\n2,y\n\n')).toEqual({
      rows: [
        ['1', 'x'],
        ['2', 'y'],
      ],
      lines: [5, 8],
      bad: [],
    });
  });

  test('the last record needs no line break', () => {
    expect(scanText('a,b\n1,"x"').rows).toEqual([['1', 'x']]);
    expect(scanText('a,b\n1,').rows).toEqual([['1', '']]);
  });

  test('any one character delimits', () => {
    for (const delimiter of [';', '\t', '|', '^', '§']) {
      expect(scanText(`a${delimiter}b\n1${delimiter}"x${delimiter}y"\n`, { delimiter }).rows).toEqual([
        ['1', `x${delimiter}y`],
      ]);
    }
  });

  test('another quote sign leaves double quotes alone', () => {
    expect(scanText('a,b\n1,\'x,""y\'\n', { quote: "'" }).rows).toEqual([['1', 'x,""y']]);
  });

  test('a header alone, nothing, and blank lines alone give no rows and no fault', () => {
    for (const text of ['a,b\n', 'a,b', '', '\r\n\n']) expect(found(text)).toEqual({ rows: [], lines: [], bad: [] });
  });

  test('what is found does not depend on where the text is cut', () => {
    const text = [
      'a,b,c,d\r\n1,"x\r\n""y""",z,\r\n2,"un,closed\r\n3,p,q,\r\r\n4,"s"t,u,\r\n5,v\n6,"w",,\0\r',
      '7,x,y,z,\n8,"é","€",\r\n9,"s "t" u",,\n10,"s\n"t" u",,\n11,x,y,z\n12,"open',
    ].join('');
    const whole = scanText(text);
    const codes = ['VB2108', '3', 'VB2109', 'VB2106', 'VB2110', 'VB2107', '8', 'VB2109', 'VB2109', '11', 'VB2108'];
    expect(whole.order).toEqual(['1', ...codes]);
    expect(scanText(text, {}, everywhere(text))).toEqual(whole);
    for (const cut of everywhere(text)) expect(scanText(text, {}, [cut])).toEqual(whole);
  });
});

describe('rows that do not fit the header', () => {
  test('a short row is rejected with both counts, and its neighbours are kept', () => {
    const { rows, bad } = scanText('a,b,c\n1,x,y\n2,x\n3,x,y\n');
    expect(rows.map(([id]) => id)).toEqual(['1', '3']);
    expect(bad).toEqual([
      { code: 'VB2106', why: 'the row has 2 cells, 3 are expected', raw: '2,x', line: 3, record: 2 },
    ]);
  });

  test('a long row is rejected, never cut', () => {
    const { rows, bad } = scanText('a,b\n1,x,\n2,y\n');
    expect(rows).toEqual([['2', 'y']]);
    expect(bad).toEqual([
      { code: 'VB2107', why: 'the row has 3 cells, 2 are expected', raw: '1,x,', line: 2, record: 1 },
    ]);
  });

  test('a short row with line breaks in quotes is rejected as one record', () => {
    expect(found('a,b,c\n1,"x\ny"\n2,x,y\n').bad).toEqual([{ code: 'VB2106', line: 2, record: 1, raw: '1,"x\ny"' }]);
  });
});

describe('NUL and size', () => {
  test('a row with a NUL is rejected', () => {
    const { rows, bad } = scanText('a,b\n1,x\0y\n2,z\n');
    expect(rows).toEqual([['2', 'z']]);
    expect(bad).toEqual([{ code: 'VB2110', why: 'cell 2 contains a NUL byte', raw: '1,x\0y', line: 2, record: 1 }]);
  });

  test('or kept without it, and the NULs are counted', () => {
    const { rows, bad, stripped } = scanText('a,b\n\x001,x\0\0y\n2,z\n', { nul: 'strip' });
    expect({ rows, bad, stripped }).toEqual({
      rows: [
        ['1', 'xy'],
        ['2', 'z'],
      ],
      bad: [],
      stripped: 3,
    });
  });

  test('a record beyond the size is rejected, quoted or not, and the next one is read', () => {
    const long = 'x'.repeat(3_000);
    for (const cell of [long, `"${long}"`, `"${long}\n${long}"`]) {
      const text = `a,b\n1,${cell}\n2,y\n3,y\n`;
      const { rows, bad } = scanText(text, { maxRecordSize: 1_000 });
      expect(rows.map(([id]) => id)).toEqual(['2', '3']);
      expect(bad.map(({ code, line, raw }) => [code, line, raw.length])).toEqual([['VB2111', 2, 1_000]]);
      const cuts = Array.from({ length: text.length / 100 }, (_, i) => i * 100);
      expect(scanText(text, { maxRecordSize: 1_000 }, cuts)).toEqual(scanText(text, { maxRecordSize: 1_000 }));
    }
  });

  test('a cell of 10 MB is rejected without being held', patient, () => {
    const text = `a,b\n1,"${'word '.repeat(2_000_000)}"\n2,y\n`;
    const cuts = Array.from({ length: 100 }, (_, i) => (i + 1) * 100_000);
    const { rows, bad } = scanText(text, {}, cuts);
    expect(rows).toEqual([['2', 'y']]);
    expect(bad.map(({ code, raw }) => [code, raw.length])).toEqual([['VB2111', 1_000_000]]);
  });

  test('a record of exactly the size is a record', () => {
    const text = `a,b\n1,${'x'.repeat(998)}\n`;
    expect(scanText(text, { maxRecordSize: 1_000 }).rows).toHaveLength(1);
    expect(scanText(text, { maxRecordSize: 999 }).rows).toHaveLength(0);
  });

  test('a text of nothing but stray quotes is done with in time that grows with its size alone', patient, () => {
    const text = `a,b\n1,"x\n${'z"\n'.repeat(300_000)}`;
    expect(scanText(text).bad.length).toBeGreaterThan(0);
  });
});
