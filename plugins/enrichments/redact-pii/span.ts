/** A piece of text to be redacted. `from` and `to` are half-open offsets. */
export interface Span {
  /** As printed in the token: `EMAIL`. */
  readonly type: string;
  readonly from: number;
  readonly to: number;
  /** Equal for two ways of writing the same thing, so that both get the same token. */
  readonly value: string;
}

/** Finds pieces of one kind, in order and without overlap; time is linear in the text. */
export type Finder = (text: string) => readonly Span[];

/** What stands between the digits of a number: spaces, also those that do not break, dots and hyphens. */
export const gap = '[ .\\-\\u00A0\\u2009\\u202F]';

/** Latin letters up to U+017F without accent and case; `''` for what must go the long way. */
const latin: readonly string[] = Array.from({ length: 0x180 }, (_, code) => {
  const plain = strip(String.fromCharCode(code));
  return plain.length === 1 ? plain : '';
});

/** Accents and case away: `Hélène` and `HELENE` are `helene`. */
export function folded(text: string): string {
  let plain = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = latin[text.charCodeAt(at)];
    if (!letter) return strip(text);
    plain += letter;
  }
  return plain;
}

function strip(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
