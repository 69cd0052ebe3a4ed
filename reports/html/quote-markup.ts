import type { Quote } from '../../core/model/report.ts';
import { escapeHtml, Markup } from './markup.ts';

/** Signs that stack on one letter beyond this are left out, since they would be painted over the lines around. */
const maxStacked = 6;
const stacks = new RegExp(`(\\p{M}{${maxStacked}})\\p{M}+`, 'gu');

/** Turn the direction of what follows, beyond the end of the quote when they are not closed: U+202A to 202E, U+2066 to 2069. */
const turns = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A customer's words, escaped and isolated from the direction of the text around, with the parts that matter marked.
 * Marks that do not fit the text are passed over.
 */
export function quoteMarkup(quote: Pick<Quote, 'text' | 'marks'>): Markup {
  const { text, marks } = quote;
  let at = 0;
  let html = '';
  for (const [from, to] of marks) {
    if (from < at || to <= from || to > text.length) continue;
    html += `${customerText(text.slice(at, from))}<mark>${customerText(text.slice(from, to))}</mark>`;
    at = to;
  }
  return new Markup(`<bdi>${html}${customerText(text.slice(at))}</bdi>`);
}

/** A language as an attribute value: a BCP 47 tag, or empty for "unknown". */
export function languageTag(language: string | null): string {
  return language !== null && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) ? language : '';
}

/** The direction of a text by its first letter that has one. */
export function directionOf(text: string): 'rtl' | 'ltr' {
  const first = text.match(/\p{L}/u)?.[0] ?? '';
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(first)
    ? 'rtl'
    : 'ltr';
}

function customerText(text: string): string {
  return escapeHtml(text.replace(turns, '').replace(stacks, '$1'));
}
