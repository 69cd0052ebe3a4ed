import type { Finder, Span } from './span.ts';

/** Redacts the texts of one feedback: equal values get the same token across them. */
export interface Redactor {
  readonly redact: (text: string) => string;
}

const tokenPattern = /\[([A-Z][A-Z0-9_]*)_(\d{1,6})\]/g;
/** Stands for what an earlier finder took: no letter, digit, space or sign that a later one could use. */
const hole = '\0';

/**
 * Makes the redactor of one feedback. Finders work in the order given; what one has taken, no later one sees.
 * Tokens are numbered by type in order of appearance: `[EMAIL_1]`, `[EMAIL_2]`. Tokens that stand in the texts already are
 * left alone and their numbers are not used again, so a second redaction changes nothing.
 *
 * @param texts - all texts that will be redacted, to see which tokens stand in them
 */
export function createRedactor(finders: readonly Finder[], texts: readonly string[]): Redactor {
  const last = new Map<string, number>();
  for (const text of texts) {
    if (!text.includes('[')) continue;
    for (const [, type, number] of text.matchAll(tokenPattern)) {
      last.set(type!, Math.max(last.get(type!) ?? 0, Number(number)));
    }
  }
  const tokens = new Map<string, string>();
  const tokenOf = ({ type, value }: Span): string => {
    const known = tokens.get(`${type} ${value}`);
    if (known !== undefined) return known;
    const number = (last.get(type) ?? 0) + 1;
    last.set(type, number);
    const token = `[${type}_${number}]`;
    tokens.set(`${type} ${value}`, token);
    return token;
  };
  return { redact: text => replaced(text, findSpans(text, finders), tokenOf) };
}

/** All pieces to redact, in order, none over another. */
export function findSpans(text: string, finders: readonly Finder[]): readonly Span[] {
  const spans: Span[] = [];
  let rest = text.includes('[') ? text.replace(tokenPattern, token => hole.repeat(token.length)) : text;
  for (const find of finders) {
    const found = find(rest);
    if (found.length === 0) continue;
    spans.push(...found);
    rest = replaced(rest, found, span => hole.repeat(span.to - span.from));
  }
  return spans.sort((a, b) => a.from - b.from);
}

function replaced(text: string, spans: readonly Span[], by: (span: Span) => string): string {
  if (spans.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const span of spans) {
    pieces.push(text.slice(at, span.from), by(span));
    at = span.to;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
