/** Emoji with a clear tone; a value is that of one mild word. Own choice: only those whose use is not in doubt. */
const glad = '😀😃😄😁😊🙂😍🥰😘🤩😋👍👏🙌💪❤💖💕🎉🥳✨🌟⭐👌🤗☺💯';
const sad = '😞😟🙁☹😣😖😫😩😢😭😠😡🤬👎💔😒😤🤮🤢😱💩🙄';

const value = 0.5;
const values: ReadonlyMap<string, number> = new Map([
  ...[...glad].map((emoji): [string, number] => [emoji, value]),
  ...[...sad].map((emoji): [string, number] => [emoji, -value]),
]);

/** The value of an emoji, with or without skin tone or variation selector; `null` for any other word. */
export function emojiValue(word: string): number | null {
  // Letters stand below U+2600; this spares the look-up for nearly all words.
  const first = word.codePointAt(0) ?? 0;
  return first < 0x2600 ? null : (values.get(String.fromCodePoint(first)) ?? null);
}
