import { describe, expect, test } from 'vitest';
import { createMapper, type MapperInput } from '../../../core/map/mapper.ts';
import type { Feedback, Reject } from '../../../core/model/feedback.ts';
import type { FieldSource, QuestionPlan } from '../../../core/plan/plan.ts';
import type { Cellular } from '../../../core/plugin/connector.ts';

const from = (column: string, values: FieldSource['values'] = null): FieldSource => ({
  from: column,
  value: null,
  values,
});
const constant = (value: string): FieldSource => ({ from: null, value, values: null });
const score = (id: string, source: FieldSource, scale: [number, number] | null): QuestionPlan => ({
  id,
  kind: 'score',
  source,
  scale,
  wording: null,
  prior: null,
});

const columns = ['id', 'le', 'note', 'client', 'canal', 'avis', 'langue', 'magasin', 'mieux', 'enseigne'];
const plain: MapperInput = {
  map: {
    at: from('le'),
    customer: from('client'),
    comment: from('avis'),
    channel: from('canal', { tel: 'phone', mag: 'store', '?': '' }),
    touchpoint: constant('after purchase'),
    language: from('langue'),
    questions: [
      score('csat', from('note'), [1, 5]),
      {
        id: 'better',
        kind: 'text',
        source: from('mieux'),
        scale: null,
        wording: 'What could we do better?',
        prior: 'negative',
      },
    ],
    attributes: { store: 'magasin' },
  },
  key: ['id'],
  where: null,
  cells: { decimal: ',', date: 'dd/MM/yyyy' },
  timezone: 'Europe/Paris',
  columns,
  source: 'surveys',
  file: 'inbox/a.csv',
};
const good: Readonly<Record<string, Cellular>> = {
  id: 'r-1',
  le: '01/10/2026',
  note: '4,0',
  client: ' c-7 ',
  canal: 'tel',
  avis: '  Bien,\nmais cher ',
  langue: 'fr-FR',
  magasin: 'Nord',
  mieux: '',
  enseigne: 'Lumiere',
};
const origin = { file: 'inbox/a.csv', line: 17 };

function map(changed: Readonly<Record<string, Cellular>> = {}, input: Partial<MapperInput> = {}) {
  const cells = { ...good, ...changed };
  return createMapper({ ...plain, ...input })(
    columns.map(column => cells[column] ?? null),
    origin,
  );
}
const feedback = (...given: Parameters<typeof map>): Feedback => map(...given) as Feedback;
const reject = (...given: Parameters<typeof map>): Reject => map(...given) as Reject;

describe('a record becomes a feedback', () => {
  test('with every field where the map says', () => {
    expect(map()).toEqual({
      externalId: 'r-1',
      occurredAt: '2026-09-30T22:00:00.000Z',
      customer: 'c-7',
      channel: 'phone',
      touchpoint: 'after purchase',
      language: 'fr',
      comment: '  Bien,\nmais cher ',
      answers: { csat: 4 },
      texts: { better: null },
      attributes: { store: 'Nord' },
    });
  });

  test('an empty cell is null: asked, no answer', () => {
    expect(
      map({ note: '', client: ' ', canal: '', avis: ' \u00a0\n', langue: '', magasin: '', mieux: null }),
    ).toMatchObject({
      customer: null,
      channel: null,
      language: null,
      comment: null,
      answers: { csat: null },
      texts: { better: null },
      attributes: { store: null },
    });
  });

  test('what is not mapped is not asked', () => {
    const found = feedback({}, { map: { ...plain.map, comment: null, questions: [], attributes: {} } });
    expect([found.comment, found.answers, found.texts, found.attributes]).toEqual([null, {}, {}, {}]);
  });

  test('a value that the table does not list is kept, one that it empties is absent', () => {
    expect([
      feedback({ canal: 'web' }).channel,
      feedback({ canal: ' mag ' }).channel,
      feedback({ canal: '?' }).channel,
    ]).toEqual(['web', 'store', null]);
  });

  test('a language that is no tag is left to a language step', () => {
    expect(['FR', 'fr_CA', 'en', 'Français', 'french', 'f'].map(langue => feedback({ langue }).language)).toEqual([
      'fr',
      'fr',
      'en',
      null,
      null,
      null,
    ]);
  });

  test('values of a source with types keep them', () => {
    const found = feedback(
      { id: 42, note: 3.5, magasin: true, avis: 7 },
      { cells: { decimal: '.', date: 'dd/MM/yyyy' } },
    );
    expect([found.externalId, found.answers, found.attributes, found.comment]).toEqual([
      '42',
      { csat: 3.5 },
      { store: true },
      '7',
    ]);
  });

  test('a date in the future is kept: the windows decide', () => {
    expect(feedback({ le: '01/10/2126' }).occurredAt).toBe('2126-09-30T22:00:00.000Z');
  });

  test('columns are found whatever their order and however their accents are composed', () => {
    const mapper = createMapper({
      ...plain,
      columns: ['année', 'clé'].map(name => name.normalize('NFD')),
      key: ['clé'],
      cells: { decimal: '.', date: 'iso' },
      map: {
        ...plain.map,
        at: from('année'),
        customer: null,
        comment: null,
        channel: null,
        language: null,
        questions: [],
        attributes: {},
      },
    });
    expect(mapper(['2026-10-01', 'k'], origin)).toMatchObject({ externalId: 'k' });
  });
});

describe('the key', () => {
  test('of several columns is joined so that no two differ in vain', () => {
    expect(feedback({ id: 'a', client: 'b' }, { key: ['id', 'client'] }).externalId).toBe('a\u001fb');
  });

  test('that is empty, in any of its columns, rejects the record', () => {
    for (const key of [['id'], ['client', 'id']]) {
      expect(reject({ id: ' ' }, { key })).toMatchObject({
        code: 'VB2204',
        reason: 'column "id" is empty, and it is part of the key',
        origin,
      });
    }
  });
});

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
  test('is kept as JSON by column, from which it can be mapped again', () => {
    const { raw } = reject({ note: 'abc' });
    expect(JSON.parse(raw)).toEqual({ ...good, note: 'abc' });
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

describe('the filter', () => {
  test('comes first: a record of another client is no reject, however broken', () => {
    const where = { enseigne: { in: ['Lumiere'] } };
    expect(map({ enseigne: 'Ombre', id: '', note: 'abc' }, { where })).toBe('filtered');
    expect(map({}, { where })).toMatchObject({ externalId: 'r-1' });
  });
});

describe('columns that are missing', () => {
  test('are named all at once, with the file and what was meant', () => {
    const columnsThere = columns
      .map(column => (column === 'note' ? 'notes' : column))
      .filter(column => column !== 'canal');
    expect(() => createMapper({ ...plain, columns: columnsThere, where: { enseign: { eq: 'x' } } })).toThrow(
      expect.objectContaining({
        code: 'VB2104',
        message: 'source "surveys" has no columns "enseign", "note", "canal"',
        hint: expect.stringContaining('did you mean "enseigne"?'),
        at: { file: 'inbox/a.csv', line: 1 },
      }),
    );
  });
});
