/** First and last code point of a run of characters. */
export type CharacterRange = readonly [number, number];

const unitsPerEm = 1000;
const advance = 600;
const ascent = 800;
const descent = -200;

/** A hollow box: an outer and an inner rectangle, wound against each other; x, y in font units. */
const box = [
  [60, 0, 60, 700, 540, 700, 540, 0],
  [110, 50, 490, 50, 490, 650, 110, 650],
];
const bounds = [60, 0, 540, 700];

/**
 * A TrueType font that shows a box for every character of the ranges, each by a glyph of its own. A character that no
 * other font has is then still written into the PDF as itself, so that it can be searched, copied and read aloud;
 * without such a font it would come out as U+0000.
 *
 * @param family - name that fontconfig knows it by
 * @param ranges - in ascending order, not overlapping, at most 65,533 characters in all
 * @see OpenType 1.9.1, "cmap" format 12, "glyf" composite glyphs
 */
export function lastResortFont(family: string, ranges: readonly CharacterRange[]): Uint8Array {
  const characters = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  // .notdef, the box, then one composite of the box for each character.
  const glyphs = characters + 2;
  const { glyf, loca } = outlines(characters);
  return font({
    'OS/2': os2(ranges),
    cmap: cmap(ranges),
    glyf,
    head: head(),
    hhea: uint16s([1, 0, ascent, descent, 0, advance, 60, 60, 540, 1, 0, 0, 0, 0, 0, 0, 0, 1]),
    hmtx: uint16s([advance, ...Array.from({ length: glyphs }, () => 60)]),
    loca,
    maxp: uint16s([1, 0, glyphs, 8, 2, 8, 2, 2, 0, 0, 0, 0, 0, 0, 1, 1]),
    name: names(family),
    post: uint16s([3, 0, 0, 0, -100, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  });
}

function outlines(characters: number): { glyf: Buffer; loca: Buffer } {
  const points = box.flatMap(contour => [0, 1, 2, 3].map(at => [contour[at * 2]!, contour[at * 2 + 1]!] as const));
  const deltas = (axis: 0 | 1) => points.map((point, at) => point[axis] - (points[at - 1]?.[axis] ?? 0));
  const simple = Buffer.concat([
    uint16s([box.length, ...bounds, 3, 7, 0]),
    Buffer.from(points.map(() => 1)),
    uint16s([...deltas(0), ...deltas(1)]),
  ]);
  const composite = uint16s([-1, ...bounds, 2, 1, 0]);
  const loca = Buffer.alloc((characters + 3) * 4);
  // .notdef is the box too: two glyphs of the simple form, then the composites.
  for (let glyph = 0; glyph <= characters + 2; glyph += 1) {
    const simples = Math.min(glyph, 2);
    loca.writeUInt32BE(simples * simple.length + (glyph - simples) * composite.length, glyph * 4);
  }
  return { glyf: Buffer.concat([simple, simple, ...Array.from({ length: characters }, () => composite)]), loca };
}

function cmap(ranges: readonly CharacterRange[]): Buffer {
  const head = Buffer.alloc(12 + 16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(3, 4);
  head.writeUInt16BE(10, 6);
  head.writeUInt32BE(12, 8);
  head.writeUInt16BE(12, 12);
  head.writeUInt32BE(16 + ranges.length * 12, 16);
  head.writeUInt32BE(ranges.length, 24);
  let glyph = 2;
  const groups = ranges.map(([first, last]) => {
    const group = Buffer.alloc(12);
    group.writeUInt32BE(first, 0);
    group.writeUInt32BE(last, 4);
    group.writeUInt32BE(glyph, 8);
    glyph += last - first + 1;
    return group;
  });
  return Buffer.concat([head, ...groups]);
}

function head(): Buffer {
  const table = Buffer.alloc(54);
  table.writeUInt32BE(0x00010000, 0);
  table.writeUInt32BE(0x00010000, 4);
  table.writeUInt32BE(0x5f0f3cf5, 12);
  table.writeUInt16BE(unitsPerEm, 18);
  for (const [at, value] of bounds.entries()) table.writeInt16BE(value, 36 + at * 2);
  table.writeUInt16BE(8, 46);
  table.writeInt16BE(2, 48);
  table.writeInt16BE(1, 50);
  return table;
}

function os2(ranges: readonly CharacterRange[]): Buffer {
  const table = Buffer.alloc(96);
  table.writeUInt16BE(4, 0);
  table.writeInt16BE(advance, 2);
  table.writeUInt16BE(400, 4);
  table.writeUInt16BE(5, 6);
  table.write('NONE', 58, 'latin1');
  table.writeUInt16BE(64, 62);
  table.writeUInt16BE(Math.min(ranges[0]![0], 0xffff), 64);
  table.writeUInt16BE(Math.min(ranges.at(-1)![1], 0xffff), 66);
  for (const [at, value] of [ascent, descent, 0, ascent, -descent].entries()) table.writeInt16BE(value, 68 + at * 2);
  return table;
}

function names(family: string): Buffer {
  const texts = [family, 'Regular', family, family, family.replaceAll(' ', '')];
  const strings = texts.map(text => Buffer.from(text, 'utf16le').swap16());
  let offset = 0;
  const records = [1, 2, 3, 4, 6].flatMap((id, at) => {
    const length = strings[at]!.length;
    offset += length;
    return [3, 1, 0x0409, id, length, offset - length];
  });
  return Buffer.concat([uint16s([0, texts.length, 6 + records.length * 2, ...records]), ...strings]);
}

/** Tables in the order of their tags, each at a multiple of four bytes. */
function font(tables: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(tables).map(([tag, body]) => ({ tag, body, padded: padded(body) }));
  const power = Math.floor(Math.log2(entries.length));
  const directory = Buffer.alloc(12 + entries.length * 16);
  directory.writeUInt32BE(0x00010000, 0);
  for (const [at, value] of [entries.length, 16 * 2 ** power, power, 16 * (entries.length - 2 ** power)].entries()) {
    directory.writeUInt16BE(value, 4 + at * 2);
  }
  let offset = directory.length;
  for (const [at, { tag, body, padded }] of entries.entries()) {
    const record = 12 + at * 16;
    directory.write(tag, record, 'latin1');
    directory.writeUInt32BE(checksum(padded), record + 4);
    directory.writeUInt32BE(offset, record + 8);
    directory.writeUInt32BE(body.length, record + 12);
    offset += padded.length;
  }
  const whole = Buffer.concat([directory, ...entries.map(({ padded }) => padded)]);
  const headAt = directory.readUInt32BE(12 + entries.findIndex(({ tag }) => tag === 'head') * 16 + 8);
  whole.writeUInt32BE((0xb1b0afba - checksum(whole)) >>> 0, headAt + 8);
  return whole;
}

const padded = (body: Buffer): Buffer => Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}

/** Big-endian 16-bit words; negative numbers as their two's complement. */
function uint16s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, at * 2);
  return bytes;
}
