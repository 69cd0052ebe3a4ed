import { VerbatimError } from '../../core/errors.ts';
import type { Phrase, PhraseValue } from '../../core/model/report.ts';
import type { Format } from './format.ts';

/** Wording by phrase id, already typeset: `NPS {value} contre {previous}`. */
export type Wordings = Readonly<Record<string, string>>;

const placeholder = /\{([a-zA-Z][\w-]*)(\|capital)?\}/g;

/**
 * Turns a phrase into a sentence. Values are formatted and put in as they are: what a customer or a source wrote
 * inside a value is neither typeset nor read as a placeholder.
 *
 * @param wordings - of the template, in the language of `format`
 * @returns plain text, to be escaped by whoever prints it
 * @throws VB5004 when the template has no wording for the phrase; VB5003 when the wording names a value it lacks
 */
export function phraseText(phrase: Phrase, wordings: Wordings, format: Format): string {
  const wording = Object.hasOwn(wordings, phrase.id) ? wordings[phrase.id] : undefined;
  if (wording === undefined) {
    throw new VerbatimError('VB5004', `phrases/${format.language}.yaml has no wording for "${phrase.id}"`, {
      hint: 'add a line with this id to the phrases of the template, in each language',
    });
  }
  const text = wording.replace(placeholder, (_all, name: string, capital: string | undefined) => {
    const value = Object.hasOwn(phrase.values, name) ? phrase.values[name] : undefined;
    if (!value) {
      throw new VerbatimError('VB5003', `phrases/${format.language}.yaml: "${phrase.id}" has no value {${name}}`, {
        hint: `its values are ${Object.keys(phrase.values).join(', ') || 'none'}`,
      });
    }
    const written = phraseValueText(value, format);
    return capital ? capitalise(written, format.language) : written;
  });
  return text;
}

/** A p-value comes with its letter and sign, `p = 0,004`. */
function phraseValueText(value: PhraseValue, format: Format): string {
  switch (value.kind) {
    case 'number':
      return format.quantity(value.value, value);
    case 'p':
      return format.probability(value.value, 'p');
    case 'month':
      return format.month(value.month, 'long');
    case 'date':
      return format.date(value.at, 'long');
    case 'local':
      return value.text[format.language];
    case 'text':
      return value.text;
    case 'list':
      return format.list(value.items.map(item => phraseValueText(item, format)));
  }
}

/** A text with its first letter in upper case. */
export function capitalise(text: string, language: string): string {
  const first = text.match(/^\p{L}/u)?.[0];
  return first ? first.toLocaleUpperCase(language) + text.slice(first.length) : text;
}
