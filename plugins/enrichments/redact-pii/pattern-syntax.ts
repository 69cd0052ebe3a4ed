/** A pattern of the safe kind, as a tree. */
export type Pattern =
  | { readonly kind: 'one'; readonly has: (code: number) => boolean }
  | { readonly kind: 'edge'; readonly at: 'word' | 'start' | 'end' }
  | { readonly kind: 'all'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'any'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly from: number; readonly to: number | null };

const longestPattern = 200;
const mostRepeats = 100;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** Letters of any script that pairs cases, digits and `_`. */
export const isWord = (code: number): boolean => {
  if (isDigit(code) || code === 95) return true;
  const character = String.fromCharCode(code);
  return character.toLowerCase() !== character.toUpperCase();
};
const isSpace = (code: number): boolean => code === 32 || code === 160 || code === 0x202f || (code >= 9 && code <= 13);

const classes: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  D: code => !isDigit(code),
  w: isWord,
  W: code => !isWord(code),
  s: isSpace,
  S: code => !isSpace(code),
};

/**
 * Reads a regular expression of the safe kind: literals, `.`, `[A-Z0-9]`, `\d \w \s` and their opposites, groups,
 * `|`, `? * + {n} {n,} {n,m}`, `\b ^ $`. Look-arounds, back references and repeats within repeats are refused.
 *
 * @throws Error with one sentence that names the place
 */
export function parsePattern(source: string): Pattern {
  if (source.length > longestPattern) throw new Error(`the pattern is longer than ${longestPattern} characters`);
  const reader: Reader = { source, at: 0 };
  const pattern = readAny(reader);
  if (reader.at < source.length) throw unexpected(reader);
  if (canBeEmpty(pattern)) throw new Error('the pattern matches the empty text');
  return pattern;
}

interface Reader {
  readonly source: string;
  at: number;
}

const unexpected = ({ source, at }: Reader): Error =>
  new Error(at < source.length ? `"${source[at]}" at ${at + 1} is not understood` : 'the pattern ends too soon');

function take(reader: Reader, text: string): boolean {
  if (!reader.source.startsWith(text, reader.at)) return false;
  reader.at += text.length;
  return true;
}

function readAny(reader: Reader): Pattern {
  const parts = [readAll(reader)];
  while (take(reader, '|')) parts.push(readAll(reader));
  return parts.length === 1 ? parts[0]! : { kind: 'any', parts };
}

function readAll(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at]!)) {
    parts.push(readRepeats(reader, readOne(reader)));
  }
  return parts.length === 1 ? parts[0]! : { kind: 'all', parts };
}

function readRepeats(reader: Reader, part: Pattern): Pattern {
  const start = reader.at;
  const bounds = readBounds(reader);
  if (!bounds) return part;
  const [from, to] = bounds;
  if (from > mostRepeats || (to ?? 0) > mostRepeats || (to !== null && to < from)) {
    throw new Error(`the repeat at ${start + 1} is not between 0 and ${mostRepeats}`);
  }
  if (part.kind === 'edge') throw new Error(`the repeat at ${start + 1} has nothing to repeat`);
  if (to !== 1 && hasLoop(part)) throw new Error(`the repeat at ${start + 1} stands around another repeat`);
  if (readBounds(reader)) throw new Error(`the repeat at ${start + 1} is followed by another`);
  return { kind: 'repeat', part, from, to };
}

function readBounds(reader: Reader): readonly [number, number | null] | null {
  if (take(reader, '?')) return [0, 1];
  if (take(reader, '*')) return [0, null];
  if (take(reader, '+')) return [1, null];
  const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(reader.source.slice(reader.at, reader.at + 12));
  if (!counted) return null;
  reader.at += counted[0].length;
  const from = Number(counted[1]);
  return [from, counted[2] === undefined ? from : counted[3] ? Number(counted[3]) : null];
}

function readOne(reader: Reader): Pattern {
  if (take(reader, '(?:') || take(reader, '(')) {
    if (reader.source[reader.at] === '?') throw new Error(`the group at ${reader.at} is of a kind that is not allowed`);
    const inner = readAny(reader);
    if (!take(reader, ')')) throw unexpected(reader);
    return inner;
  }
  if (take(reader, '^')) return { kind: 'edge', at: 'start' };
  if (take(reader, '$')) return { kind: 'edge', at: 'end' };
  if (take(reader, '\\b')) return { kind: 'edge', at: 'word' };
  if (take(reader, '.')) return { kind: 'one', has: code => code !== 10 && code !== 13 };
  if (take(reader, '[')) return { kind: 'one', has: readClass(reader) };
  if ('*+?{}])'.includes(reader.source[reader.at] ?? ')')) throw unexpected(reader);
  return { kind: 'one', has: readCharacter(reader).has };
}

/** One character or class; `code` is `null` for a class. */
function readCharacter(reader: Reader): { has: (code: number) => boolean; code: number | null } {
  const escaped = take(reader, '\\');
  const code = reader.source.charCodeAt(reader.at);
  if (Number.isNaN(code)) throw unexpected(reader);
  const character = reader.source[reader.at]!;
  const known = escaped ? classes[character] : undefined;
  if (escaped && !known && isWord(code)) throw unexpected(reader);
  reader.at += 1;
  return known ? { has: known, code: null } : { has: other => other === code, code };
}

function readClass(reader: Reader): (code: number) => boolean {
  const opposite = take(reader, '^');
  const parts: ((code: number) => boolean)[] = [];
  while (!take(reader, ']')) {
    const first = readCharacter(reader);
    const ranged = reader.source[reader.at] === '-' && reader.source[reader.at + 1] !== ']';
    if (!ranged) {
      parts.push(first.has);
      continue;
    }
    reader.at += 1;
    const last = readCharacter(reader);
    if (first.code === null || last.code === null || last.code < first.code) throw unexpected(reader);
    const [low, high] = [first.code, last.code];
    parts.push(code => code >= low && code <= high);
  }
  if (parts.length === 0) throw unexpected(reader);
  const has = (code: number): boolean => parts.some(part => part(code));
  return opposite ? code => !has(code) : has;
}

/** A part of free length; an option or a fixed count is none. */
function hasLoop(pattern: Pattern): boolean {
  if (pattern.kind === 'repeat') {
    return pattern.to === null || pattern.to - pattern.from > 1 || hasLoop(pattern.part);
  }
  return (pattern.kind === 'all' || pattern.kind === 'any') && pattern.parts.some(hasLoop);
}

function canBeEmpty(pattern: Pattern): boolean {
  if (pattern.kind === 'one') return false;
  if (pattern.kind === 'edge') return true;
  if (pattern.kind === 'repeat') return pattern.from === 0 || canBeEmpty(pattern.part);
  return pattern.kind === 'all' ? pattern.parts.every(canBeEmpty) : pattern.parts.some(canBeEmpty);
}
