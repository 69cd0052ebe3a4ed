import { expect, test } from 'vitest';
import { createFormat } from '../../../reports/html/format.ts';
import { phraseText } from '../../../reports/html/phrase.ts';

const fr = createFormat('fr', 'Europe/Paris');
const wordings = { fall: '{noun|capital} recule de {size} en {month} ({p})', plain: 'Par {what}' };

test('a phrase becomes a sentence with its values formatted', () => {
  const values = {
    noun: { kind: 'local', text: { fr: 'le NPS', en: 'NPS' } },
    size: { kind: 'number', value: 5.7, digits: 1, unit: 'plain', signed: false },
    month: { kind: 'month', month: '2026-10' },
    p: { kind: 'p', value: 0.0042 },
  } as const;
  expect(phraseText({ id: 'fall', values }, wordings, fr).replaceAll('\u00a0', ' ')).toBe(
    'Le NPS recule de 5,7 en octobre 2026 (p = 0,004)',
  );
});

test('text of a source is neither typeset nor read as a placeholder', () => {
  const values = { what: { kind: 'text', text: "l'axe {what} : a ? b..." } } as const;
  expect(phraseText({ id: 'plain', values }, wordings, fr)).toBe("Par l'axe {what} : a ? b...");
});

test('a phrase without wording names its id and the file', () => {
  expect(() => phraseText({ id: 'toString', values: {} }, wordings, fr)).toThrow(
    expect.objectContaining({ code: 'VB5004', message: 'phrases/fr.yaml has no wording for "toString"' }),
  );
});

test('a wording that asks for a value the phrase lacks is a fault of the template', () => {
  expect(() => phraseText({ id: 'plain', values: {} }, wordings, fr)).toThrow(
    expect.objectContaining({ code: 'VB5003' }),
  );
});
