import type { CharacterRange } from './last-resort-font.ts';

/**
 * Characters that are drawn, with holes for those that are not: spaces, marks of direction, joiners, variation selectors.
 * A box in their place would be ink where there is none.
 *
 * @see Unicode 16.0, DerivedCoreProperties, "Default_Ignorable_Code_Point"
 */
export const basicPlane: readonly CharacterRange[] = [
  [0x00a1, 0x00ac],
  [0x00ae, 0x034e],
  [0x0350, 0x061b],
  [0x061d, 0x115e],
  [0x1161, 0x167f],
  [0x1681, 0x17b3],
  [0x17b6, 0x180a],
  [0x1810, 0x1fff],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x2070, 0x2fff],
  [0x3001, 0x3163],
  [0x3165, 0xd7ff],
  [0xe000, 0xfdff],
  [0xfe10, 0xfefe],
  [0xff00, 0xff9f],
  [0xffa1, 0xffef],
  [0xfffc, 0xfffd],
];

/** Letters as mathematicians and social networks write them, pictures, and the rarer Chinese characters. */
export const higherPlanes: readonly CharacterRange[] = [
  [0x1d000, 0x1d172],
  [0x1d17b, 0x1ffff],
  [0x20000, 0x2a6df],
];
