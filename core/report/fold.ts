/** A text without case and accents, with the place in the original of each of its letters. */
export interface Folded {
  readonly text: string;
  /** Start in the original of each unit of `text`, and the original's length at the end. */
  readonly at: readonly number[];
}

/** Folds case, accents, ligatures and the two apostrophes; every unit remembers where it came from. */
export function fold(original: string): Folded {
  let text = '';
  const at: number[] = [];
  let place = 0;
  for (const letter of original) {
    const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace('œ', 'oe').replace('æ', 'ae');
    const unit = plain === '’' ? "'" : plain;
    for (let index = 0; index < unit.length; index++) at.push(place);
    text += unit;
    place += letter.length;
  }
  at.push(original.length);
  return { text, at };
}
