/**
 * The longest beginning of a text that takes so many bytes at most as JSON in UTF-8, with an ellipsis where it was cut.
 *
 * @param bytes - at least 3, which the ellipsis takes
 * @returns the text itself when it is short enough; no character is cut in two
 */
export function cutText(text: string, bytes: number): string {
  let size = 0;
  let end = 0;
  let room = 0;
  for (const character of text) {
    size += bytesOf(character);
    end += character.length;
    if (size + ellipsisBytes <= bytes) room = end;
    if (size > bytes) return `${text.slice(0, room)}…`;
  }
  return text;
}

const ellipsisBytes = 3;

function bytesOf(character: string): number {
  const point = character.codePointAt(0)!;
  if (point === 0x22 || point === 0x5c) return 2;
  // A control character, or half of one that has two: \u001b.
  if (point < 0x20 || (point >= 0xd800 && point <= 0xdfff)) return 6;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
