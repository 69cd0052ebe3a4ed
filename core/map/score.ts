import type { QuestionPlan } from '../plan/plan.ts';
import type { Cellular } from '../plugin/connector.ts';
import { compileField } from './cell.ts';
import { type Fault, shown } from './fault.ts';
import { compileNumber, type NumberParser } from './number.ts';

/** Why a record is rejected. */
export interface Problem {
  readonly code: 'VB2201' | 'VB2202' | 'VB2203' | 'VB2204';
  readonly reason: string;
}

export interface ScoreReader {
  readonly id: string;
  readonly read: (cells: readonly Cellular[]) => number | null | Problem;
}

/** Compiles the reading of each question that has a scale. */
export function compileScores(
  questions: readonly QuestionPlan[],
  indexOf: (column: string) => number,
  numberOf: NumberParser,
): readonly ScoreReader[] {
  return questions
    .filter(({ kind }) => kind === 'score')
    .map(question => ({ id: question.id, read: compileScore(question, indexOf, numberOf) }));
}

function compileScore(
  { id, source, scale }: QuestionPlan,
  indexOf: (column: string) => number,
  numberOf: NumberParser,
): ScoreReader['read'] {
  const [low, high] = scale ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const name = source.from === null ? `the constant of "${id}"` : `column "${source.from}"`;
  const check = (value: number | Fault, text: string): number | Problem => {
    if (typeof value !== 'number') return { code: 'VB2201', reason: `${name}: ${value.fault}` };
    if (value >= low && value <= high) return value;
    return { code: 'VB2202', reason: `${name}: ${shown(text)} is outside the scale of "${id}", ${low} to ${high}` };
  };
  const index = source.from === null || source.values !== null ? -1 : indexOf(source.from);
  const read = compileField(source, indexOf);
  // constants and tables stand in the YAML, where numbers have a point
  const listed = new Set(source.from === null ? [] : Object.values(source.values ?? {}));
  const plain = compileNumber('.');
  return cells => {
    const cell = index === -1 ? null : cells[index];
    if (typeof cell === 'number') return check(cell, String(cell));
    const text = read(cells);
    if (text === null) return null;
    return check(source.from === null || listed.has(text) ? plain(text) : numberOf(text), text);
  };
}
