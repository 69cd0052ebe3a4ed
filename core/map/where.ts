import { type Condition, type FieldTest, isAll, isAny, isNot } from '../model/condition.ts';
import type { Cellular } from '../plugin/connector.ts';
import { isFault } from './fault.ts';
import type { NumberParser } from './number.ts';

type Cells = readonly Cellular[];
export type Filter = (cells: Cells) => boolean;

/**
 * Compiles a condition over columns. It means what `holds` says, with text cells read as the source writes them:
 * spaces around a text do not count, an empty cell is absent, and a number has the source's decimal sign.
 *
 * @param indexOf - a column's place among the cells
 */
export function compileWhere(
  condition: Condition,
  indexOf: (column: string) => number,
  numberOf: NumberParser,
): Filter {
  if (isAll(condition)) return every(condition.all.map(part => compileWhere(part, indexOf, numberOf)));
  if (isAny(condition)) {
    const parts = condition.any.map(part => compileWhere(part, indexOf, numberOf));
    return cells => parts.some(part => part(cells));
  }
  if (isNot(condition)) {
    const part = compileWhere(condition.not, indexOf, numberOf);
    return cells => !part(cells);
  }
  return every(
    Object.entries(condition).map(([column, test]) => compileTest(test as FieldTest, indexOf(column), numberOf)),
  );
}

function every(parts: readonly Filter[]): Filter {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return cells => parts.every(part => part(cells));
}

type TextTest = (text: string) => boolean;
type NumberTest = (number: number) => boolean;

function compileTest(test: FieldTest, index: number, numberOf: NumberParser): Filter {
  const texts = textTests(test);
  const numbers = numberTests(test);
  const wantsAbsent = 'is' in test;
  const absent = wantsAbsent && Object.keys(test).length === 1;
  return cells => {
    const cell = cells[index] ?? null;
    const text = cell === null ? '' : String(cell).trim();
    if (text === '') return absent;
    if (wantsAbsent || !texts.every(passes => passes(text))) return false;
    if (numbers.length === 0) return true;
    const number = typeof cell === 'number' ? cell : numberOf(text);
    return !isFault(number) && numbers.every(passes => passes(number));
  };
}

function textTests({ in: list, eq, contains, prefix }: FieldTest): readonly TextTest[] {
  const tests: TextTest[] = [];
  if (list !== undefined) {
    const allowed = new Set(list.map(String));
    tests.push(text => allowed.has(text));
  }
  if (eq !== undefined) tests.push(text => text === String(eq));
  if (contains !== undefined) tests.push(text => text.includes(contains));
  if (prefix !== undefined) tests.push(text => text.startsWith(prefix));
  return tests;
}

function numberTests({ gt, gte, lt, lte }: FieldTest): readonly NumberTest[] {
  const tests: NumberTest[] = [];
  if (gt !== undefined) tests.push(number => number > gt);
  if (gte !== undefined) tests.push(number => number >= gte);
  if (lt !== undefined) tests.push(number => number < lt);
  if (lte !== undefined) tests.push(number => number <= lte);
  return tests;
}
