import type { Span } from './span.ts';

const longestLocal = 64;
const longestDomain = 253;
const localCharacter = /[\p{L}\p{N}._%+'-]/u;
const domainCharacter = /[\p{L}\p{N}.-]/u;
const domainForm = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}$/u;

/** "jean (at) exemple.fr", "jean arobase exemple point fr": what people write to keep robots away. */
const spelt =
  /(?<![\p{L}\p{N}._+-])[\p{L}\p{N}._+-]{1,64}(?:\s?[([{](?:at|arobase)[)\]}]\s?|\s(?:arobase|arobas)\s)[\p{L}\p{N}-]{1,63}(?:(?:\.|\s?[([{](?:dot|point)[)\]}]\s?|\s(?:point|dot)\s)[\p{L}\p{N}-]{2,24}){1,3}/giu;
const speltSign = /[([{](?:at|arobase)[)\]}]|\sarobase?\s/i;

/** E-mail addresses, also those with "(at)" or "arobase" for the sign. */
export function findEmails(text: string): readonly Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (let sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
    const span = emailAt(text, sign, end);
    if (!span) continue;
    spans.push(span);
    end = span.to;
  }
  return speltSign.test(text) ? [...spans, ...speltEmails(text)].sort((a, b) => a.from - b.from) : spans;
}

function emailAt(text: string, sign: number, after: number): Span | null {
  let from = sign;
  while (from > after && sign - from < longestLocal && localCharacter.test(text[from - 1]!)) from -= 1;
  while (from < sign && /[.'%-]/.test(text[from]!)) from += 1;
  let to = sign + 1;
  while (to < text.length && to - sign <= longestDomain && domainCharacter.test(text[to]!)) to += 1;
  while (to > sign + 1 && /[.-]/.test(text[to - 1]!)) to -= 1;
  const domain = text.slice(sign + 1, to);
  if (from === sign || !domainForm.test(domain)) return null;
  return { type: 'EMAIL', from, to, value: text.slice(from, to).toLowerCase() };
}

const speltEmails = (text: string): readonly Span[] =>
  [...text.matchAll(spelt)].map(match => ({
    type: 'EMAIL',
    from: match.index,
    to: match.index + match[0].length,
    value: match[0].toLowerCase(),
  }));
