import { describe, expect, test } from 'vitest';
import { createMapper } from '../../../core/map/mapper.ts';
import { columns, feedback, from, map, origin, plain, reject } from './mapper-fixture.ts';

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
        message: 'no columns are called "enseign", "note", "canal"',
        hint: expect.stringContaining('did you mean "enseigne", "notes"?'),
        at: { file: 'inbox/a.csv', line: 1 },
      }),
    );
  });
});
