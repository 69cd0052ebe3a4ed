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

/** Accents and case away: `Hélène` and `HELENE` are `helene`. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
