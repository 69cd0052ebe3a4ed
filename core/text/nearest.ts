/**
 * The candidate that a misspelt word most likely meant, or `null` when none is near.
 * Near: at most a third of the letters differ, by insertion, deletion, exchange or swap of neighbours; case,
 * accents and the kind of separator do not count.
 *
 * @see F. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964
 * @example nearest('npss', ['nps', 'csat']) // 'nps'
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = plain(word);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = plain(candidate);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    if (Math.abs(wanted.length - other.length) > limit) continue;
    const apart = distance(wanted, other);
    if (apart <= limit && apart < bestDistance) {
      best = candidate;
      bestDistance = apart;
    }
  }
  return best ?? extended(wanted, candidates);
}

/**
 * A hint that names the nearest candidate and what else there is.
 *
 * @param word - or several of one kind
 * @param meantBy - what people write instead, in lower case → the candidate that they mean
 * @example suggest('npss', ['nps', 'csat']) // 'did you mean "nps"? (known: csat, nps)'
 */
export function suggest(
  word: string | readonly string[],
  candidates: Iterable<string>,
  meantBy: Readonly<Record<string, string>> = {},
): string {
  const known = [...new Set(candidates)].sort();
  if (known.length === 0) return 'there is none';
  const close = [word].flat().flatMap(one => meantBy[one.toLowerCase()] ?? nearest(one, known) ?? []);
  // Signs such as , and ; cannot be told from the list's own without quotes.
  const written = known.every(one => /\w/.test(one)) ? known : known.map(one => JSON.stringify(one));
  const shown =
    known.length > 12 ? `${written.slice(0, 12).join(', ')}, … ${known.length - 12} more` : written.join(', ');
  const meant = [...new Set(close)].map(one => `"${one}"`).join(', ');
  return meant === '' ? `known: ${shown}` : `did you mean ${meant}? (known: ${shown})`;
}

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('-', '_').replaceAll(' ', '_');

/** "min" for "min_n", "time_zone_name" for "timezone": one is the beginning of the other. */
function extended(wanted: string, candidates: Iterable<string>): string | null {
  if (wanted.length < 3) return null;
  for (const candidate of candidates) {
    const other = plain(candidate);
    if (other.length >= 3 && (other.startsWith(wanted) || wanted.startsWith(other))) return candidate;
  }
  return null;
}

/** Optimal string alignment distance. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const exchange = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(exchange, last[column]! + 1, current[column - 1]! + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, beforeLast[column - 2]! + 1);
      }
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
