import type { KpiInfo, Localised, Phrase, PhraseValue } from '../model/report.ts';
import type { SentenceId, SentenceValue } from './sentences.ts';

/** A phrase with its values; which values a sentence has, `sentences` says. */
export const phrase = <Id extends SentenceId>(
  id: Id,
  ...values: [SentenceValue<Id>] extends [never] ? [] : [Readonly<Record<SentenceValue<Id>, PhraseValue>>]
): Phrase => ({ id, values: values[0] ?? {} });

/** A figure of a KPI in a sentence: percentages carry their sign, points and scores stand bare. */
export const figureValue = (info: KpiInfo, value: number): PhraseValue => ({
  kind: 'number',
  value,
  digits: info.digits,
  unit: info.unit === 'percent' ? 'percent' : info.unit === 'count' ? 'count' : 'plain',
  signed: false,
});

/** A difference of a KPI in a sentence, with its sign; of percentages it is in points. */
export const deltaOf = (info: KpiInfo, delta: number): PhraseValue => ({
  kind: 'number',
  value: delta,
  digits: info.digits,
  unit: info.unit === 'percent' ? 'percent' : 'plain',
  signed: true,
});

/** A size without sign or unit: "about 22 points". */
export const sizeOf = (size: number, digits: number): PhraseValue => ({
  kind: 'number',
  value: size,
  digits,
  unit: 'plain',
  signed: false,
});

export const countOf = (value: number): PhraseValue => ({
  kind: 'number',
  value,
  digits: 0,
  unit: 'count',
  signed: false,
});
export const percentOf = (value: number): PhraseValue => ({
  kind: 'number',
  value,
  digits: 0,
  unit: 'percent',
  signed: false,
});
export const pOf = (value: number): PhraseValue => ({ kind: 'p', value });
export const monthOfYear = (month: string): PhraseValue => ({ kind: 'month', month });
export const localText = (text: Localised): PhraseValue => ({ kind: 'local', text });
const listOf = (items: readonly PhraseValue[]): PhraseValue => ({ kind: 'list', items });
/** The KPIs' nouns, with their articles, as a list. */
export const nounsOf = (infos: readonly KpiInfo[]): PhraseValue => listOf(infos.map(info => localText(info.noun)));
