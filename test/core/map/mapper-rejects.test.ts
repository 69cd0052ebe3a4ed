import { describe, expect, test } from 'vitest';
import { feedback, from, good, plain, reject, score } from './mapper-fixture.ts';

describe('scores', () => {
  test('on the bounds of the scale are in it, halves too', () => {
    expect(['1', '5', '4,5'].map(note => feedback({ note }).answers.csat)).toEqual([1, 5, 4.5]);
  });

  test('outside it reject the record', () => {
    for (const note of ['0', '6', '5,1', '-1']) {
      expect(reject({ note })).toMatchObject({
        code: 'VB2202',
        reason: `column "note": "${note}" is outside the scale of "csat", 1 to 5`,
      });
    }
    const nps = { ...plain.map, questions: [score('nps', from('note'), [0, 10])] };
    expect(reject({ note: '11' }, { map: nps })).toMatchObject({ code: 'VB2202' });
    expect(reject({ note: 11 }, { map: nps })).toMatchObject({ code: 'VB2202' });
  });

  test('that are no numbers reject the record, with the setting that seems right', () => {
    expect(reject({ note: 'abc' })).toMatchObject({ code: 'VB2201', reason: 'column "note": "abc" is not a number' });
    expect(reject({ note: '4.5' })).toMatchObject({
      code: 'VB2201',
      reason: 'column "note": "4.5" is not a number with the decimal sign ","; decimal: "." seems right',
    });
  });

  test('may stand behind words: a table gives the number, a placeholder is no answer', () => {
    const values = { 'Très satisfait': '5', 'Plutôt satisfait': '3.5', NSP: '' };
    const words = { ...plain.map, questions: [score('csat', from('note', values), [1, 5])] };
    const read = (note: string) => feedback({ note }, { map: words }).answers.csat;
    expect([read('Très satisfait'), read('Plutôt satisfait'), read('NSP'), read('4,5')]).toEqual([5, 3.5, null, 4.5]);
    expect(reject({ note: 'Autre' }, { map: words })).toMatchObject({
      code: 'VB2201',
      reason: /a text of 5 characters/,
    });
  });
});

describe('dates', () => {
  test('that do not exist, are empty or are written otherwise reject the record', () => {
    expect(reject({ le: '29/02/2026' })).toMatchObject({
      code: 'VB2203',
      reason: 'column "le": "29/02/2026" is not a day of the calendar',
    });
    expect(reject({ le: ' ' })).toMatchObject({
      code: 'VB2203',
      reason: 'column "le" is empty, and a feedback needs its date',
    });
    expect(reject({ le: '2026-10-01' })).toMatchObject({ code: 'VB2203', reason: /date: iso seems right/ });
  });
});

describe('a rejected record', () => {
  test('is kept by column without its texts, its customer and what nothing maps', () => {
    const { raw, whole } = reject({ note: 'abc' });
    expect(JSON.parse(raw)).toEqual({
      ...{ id: 'r-1', le: '01/10/2026', note: 'abc', canal: 'tel', langue: 'fr-FR', magasin: 'Nord' },
    });
    expect(JSON.parse(whole!)).toEqual({ ...good, note: 'abc' });
  });

  test('keeps of a date or a score that looks like neither its size alone: it may be a text of the wrong column', () => {
    const { raw } = reject({ note: 'mon numéro est le 06 12 34 56 78', le: '31/02/2026' });
    expect(JSON.parse(raw)).toMatchObject({ note: 'a text of 32 characters', le: '31/02/2026' });
  });

  test('keeps nothing of a column that is a text here and something else there', () => {
    const both = { ...plain.map, attributes: { words: 'avis', who: 'client', store: 'magasin' } };
    const { raw } = reject({ note: 'abc' }, { map: both });
    expect(Object.keys(JSON.parse(raw) as object)).toEqual(['id', 'le', 'note', 'canal', 'langue', 'magasin']);
  });

  test('whose wrong column was mapped gives away no word of the customer', () => {
    const wrong = { ...plain.map, at: from('avis'), questions: [score('csat', from('avis'), [1, 5])] };
    const at = reject({ avis: 'Léa Untel, 12 rue X' }, { map: wrong });
    const answer = reject({ avis: 'Léa Untel, 12 rue X' }, { map: { ...wrong, at: from('le') } });
    expect([at.reason, answer.reason]).toEqual([
      'column "avis": a text of 19 characters is not a date written as dd/MM/yyyy',
      'column "avis": a text of 19 characters is not a number',
    ]);
  });
});
