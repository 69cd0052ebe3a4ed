import { characterTable, type Encoding } from './decode.ts';

/** Beyond this many bytes a guess does not get better. */
const enough = 65_536;
/** Letters and signs that French, German, Spanish, Italian, Dutch and Portuguese text is full of. */
const common = new Set('àâäáãçéèêëîïíìôöóòõûüùúñßœæÀÂÄÇÉÈÊËÎÏÔÖÛÜÙÑŒ’‘“”«»…–—€°');
/** The more usual one first: it wins a tie. */
const candidates: readonly Encoding[] = ['windows-1252', 'macintosh', 'cp850'];

/**
 * The encoding in which a sample reads like a Western European language, or `null` when none does.
 *
 * @param sample - bytes from the first one that did not fit
 * @param declared - the encoding that did not fit
 */
export function guessEncoding(sample: Buffer, declared: Encoding): Encoding | null {
  const bytes = sample.subarray(0, enough);
  const wide = wideEncoding(bytes);
  if (wide !== null) return wide === declared ? null : wide;
  const high = bytes.filter(byte => byte >= 0x80);
  let best: Encoding | null = null;
  let most = high.length / 2;
  for (const encoding of candidates.filter(one => one !== declared)) {
    const table = characterTable(encoding);
    const fitting = high.reduce((sum, byte) => sum + (common.has(table[byte]!) ? 1 : 0), 0);
    if (fitting > most) {
      best = encoding;
      most = fitting;
    }
  }
  return best;
}

function wideEncoding(bytes: Buffer): Encoding | null {
  const zeros = [0, 0];
  bytes.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  if (Math.max(...zeros) < bytes.length * 0.2) return null;
  return zeros[1]! > zeros[0]! ? 'utf-16le' : 'utf-16be';
}
