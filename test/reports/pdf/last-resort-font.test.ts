import { describe, expect, test } from 'vitest';
import { basicPlane, higherPlanes } from '../../../reports/pdf/character-ranges.ts';
import { lastResortFont } from '../../../reports/pdf/last-resort-font.ts';

type Tables = Readonly<Record<string, Buffer>>;

/** Tables of a TrueType file by tag, as its directory says. */
function tablesOf(bytes: Uint8Array): Tables {
  const font = Buffer.from(bytes);
  const records = Array.from({ length: font.readUInt16BE(4) }, (_, at) => 12 + at * 16);
  return Object.fromEntries(
    records.map(at => {
      const [offset, length] = [font.readUInt32BE(at + 8), font.readUInt32BE(at + 12)];
      return [font.toString('latin1', at, at + 4), font.subarray(offset, offset + length)];
    }),
  );
}

/** The glyph of a character by the map of format 12. */
function glyphOf({ cmap }: Tables, character: number): number {
  for (let group = 0; group < cmap!.readUInt32BE(24); group += 1) {
    const at = 28 + group * 12;
    const [first, last] = [cmap!.readUInt32BE(at), cmap!.readUInt32BE(at + 4)];
    if (character >= first && character <= last) return cmap!.readUInt32BE(at + 8) + character - first;
  }
  return 0;
}

describe('a font for A to C and for two Japanese characters', () => {
  const bytes = lastResortFont('Test Boxes', [
    [0x41, 0x43],
    [0x65e5, 0x65e6],
  ]);
  const tables = tablesOf(bytes);

  test('gives each character a glyph of its own, and none to others', () => {
    // 0 is "no glyph", 1 the box itself; characters follow in their order.
    expect([0x41, 0x42, 0x43, 0x65e5, 0x65e6].map(one => glyphOf(tables, one))).toEqual([2, 3, 4, 5, 6]);
    expect(glyphOf(tables, 0x44)).toBe(0);
    expect(tables.maxp!.readUInt16BE(4)).toBe(7);
  });

  test('draws each of them as the box: a composite of glyph 1', () => {
    const [from, to] = [tables.loca!.readUInt32BE(5 * 4), tables.loca!.readUInt32BE(6 * 4)];
    const glyph = tables.glyf!.subarray(from, to);
    expect([glyph.readInt16BE(0), glyph.readUInt16BE(12)]).toEqual([-1, 1]);
    expect(tables.loca!.length).toBe((7 + 1) * 4);
    expect(tables.loca!.readUInt32BE(7 * 4)).toBe(tables.glyf!.length);
  });

  test('has a metric for each glyph, and a checksum over all that is the one the format wants', () => {
    expect(tables.hmtx!.length).toBe(4 + 6 * 2);
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 4) sum = (sum + Buffer.from(bytes).readUInt32BE(at)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
  });
});

describe.each([
  ['the basic plane', basicPlane],
  ['the higher planes', higherPlanes],
] as const)('the ranges of %s', (_name, ranges) => {
  test('ascend without overlap and fit into one font of 65,535 glyphs', () => {
    const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    expect(count).toBeLessThanOrEqual(65_533);
    for (const [at, [first, last]] of ranges.entries()) {
      expect(last).toBeGreaterThanOrEqual(first);
      if (at > 0) expect(first).toBeGreaterThan(ranges[at - 1]![1]);
    }
  });

  test('have no character that is not drawn: no space, no control, no default-ignorable', () => {
    const drawn = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
    const undrawn = /^[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Cs}]$/u;
    expect(drawn.filter(one => undrawn.test(String.fromCodePoint(one))).map(one => one.toString(16))).toEqual([]);
  });
});
