import { expect, test } from 'vitest';
import { type PageRule, pageBoxes } from '../../../reports/pdf/page-box.ts';

const rule = (given: Partial<PageRule>): PageRule => ({
  selector: '',
  size: '',
  top: '',
  right: '',
  bottom: '',
  left: '',
  ...given,
});

/** 1 mm is 96 / 25.4 CSS pixels. */
const mm = (length: number): number => (length * 96) / 25.4;

test('without a rule a page is A4 without margins', () => {
  expect(pageBoxes([])).toEqual([{ name: '', width: mm(210), height: mm(297) }]);
});

test('margins are taken off, in any unit: 210 - 18 - 25.4 mm wide, 297 - 20 - 10 mm high', () => {
  const [box] = pageBoxes([rule({ size: 'a4', left: '18mm', right: '1in', top: '20mm', bottom: '1cm' })]);
  expect(box!.width).toBeCloseTo(mm(166.6), 6);
  expect(box!.height).toBeCloseTo(mm(267), 6);
});

test('a named page takes margins from the plain rule and turns its paper by itself', () => {
  const boxes = pageBoxes([
    rule({ size: 'A4', left: '10mm', right: '10mm' }),
    rule({ selector: 'annex', size: 'a4 landscape' }),
  ]);
  expect(boxes.map(({ name }) => name)).toEqual(['', 'annex']);
  expect(boxes[1]!.width).toBeCloseTo(mm(277), 6);
  expect(boxes[1]!.height).toBeCloseTo(mm(210), 6);
});

test('lengths may stand for a paper size; 72 pt are 96 px; landscape turns upright lengths', () => {
  expect(pageBoxes([rule({ size: '72pt 300px landscape' })])).toEqual([{ name: '', width: 300, height: 96 }]);
});

test('a later rule wins where it says something, and a rule for a place in the document is passed over', () => {
  const [box, ...others] = pageBoxes([
    rule({ size: 'letter', left: '1in' }),
    rule({ selector: ':first', left: '0px' }),
    rule({ left: '2in' }),
  ]);
  // US letter is 8.5 in wide: 6.5 in x 96.
  expect(box!.width).toBeCloseTo(624, 6);
  expect(others).toEqual([]);
});
