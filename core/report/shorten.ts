/** Longest quote, in characters, the ellipsis among them. */
export const longestQuote = 280;

/**
 * A text on one line, cut at a word when it is too long.
 *
 * @param limit - characters (code points), the ellipsis among them
 */
export function shorten(text: string, limit: number = longestQuote): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const letters = [...line];
  if (letters.length <= limit) return line;
  const head = letters.slice(0, limit - 1).join('');
  const cut = letters[limit - 1] === ' ' ? head : head.replace(/\s\S*$/u, '');
  return `${cut.replace(/[\s,;:.!?…–-]+$/u, '')}…`;
}
