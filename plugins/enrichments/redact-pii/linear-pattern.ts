import { isWord, type Pattern, parsePattern } from './pattern-syntax.ts';

/** Half-open offsets of a match. */
interface Match {
  readonly from: number;
  readonly to: number;
}

/** A compiled pattern. Time is linear in the text, whatever the pattern. */
export interface LinearPattern {
  /** The leftmost match at or after a place, the longest of those; `null` when there is none. */
  readonly find: (text: string, from: number) => Match | null;
}

type Step =
  | { readonly kind: 'one'; readonly has: (code: number) => boolean }
  | { readonly kind: 'edge'; readonly at: 'word' | 'start' | 'end' }
  | { readonly kind: 'split'; readonly next: readonly number[] }
  | { readonly kind: 'jump'; next: number }
  | { readonly kind: 'match' };

const mostSteps = 2_000;
/** No number of an order is longer; the limit also bounds what is read twice. */
const longestMatch = 64;

/**
 * Compiles a pattern that an operator wrote. Letters match whatever their case. It runs all alternatives side by side
 * instead of one after the other, so that no text makes it slow, unlike the language's own regular expressions.
 *
 * @see K. Thompson, "Regular Expression Search Algorithm", Communications of the ACM 11(6), 1968
 * @throws Error with one sentence when the pattern is not of the safe kind; see `parsePattern`
 */
export function compilePattern(source: string): LinearPattern {
  const steps: Step[] = [];
  emit(parsePattern(source), steps);
  steps.push({ kind: 'match' });
  if (steps.length > mostSteps) throw new Error('the pattern is too large');
  const matcher = createMatcher(steps);
  return { find: matcher };
}

function emit(pattern: Pattern, steps: Step[]): void {
  if (steps.length > mostSteps) throw new Error('the pattern is too large');
  if (pattern.kind === 'one') steps.push({ kind: 'one', has: anyCase(pattern.has) });
  else if (pattern.kind === 'edge') steps.push(pattern);
  else if (pattern.kind === 'all') for (const part of pattern.parts) emit(part, steps);
  else if (pattern.kind === 'any') emitAny(pattern.parts, steps);
  else {
    for (let time = 0; time < pattern.from; time += 1) emit(pattern.part, steps);
    if (pattern.to === null) emitLoop(pattern.part, steps);
    else for (let time = pattern.from; time < pattern.to; time += 1) emitAny([pattern.part, nothing], steps);
  }
}

const nothing: Pattern = { kind: 'all', parts: [] };

function emitAny(parts: readonly Pattern[], steps: Step[]): void {
  const next: number[] = [];
  const ends: { kind: 'jump'; next: number }[] = [];
  steps.push({ kind: 'split', next });
  for (const part of parts) {
    next.push(steps.length);
    emit(part, steps);
    const end: { kind: 'jump'; next: number } = { kind: 'jump', next: 0 };
    ends.push(end);
    steps.push(end);
  }
  for (const end of ends) end.next = steps.length;
}

function emitLoop(part: Pattern, steps: Step[]): void {
  const start = steps.length;
  const next = [start + 1];
  steps.push({ kind: 'split', next });
  emit(part, steps);
  steps.push({ kind: 'jump', next: start });
  next.push(steps.length);
}

/** Threads of one place in the text: step and start of each, oldest start first. */
interface Threads {
  readonly step: Int32Array;
  readonly start: Int32Array;
  count: number;
}

interface Machine {
  readonly steps: readonly Step[];
  /** For each step the round in which it was last reached; a thread for it is made once a round. */
  readonly reached: Float64Array;
  round: number;
}

function createMatcher(steps: readonly Step[]): LinearPattern['find'] {
  const machine: Machine = { steps, reached: new Float64Array(steps.length), round: 0 };
  const create = (): Threads => ({ step: new Int32Array(steps.length), start: new Int32Array(steps.length), count: 0 });
  const canBegin = anyOf(firstSteps(steps));
  let [now, next] = [create(), create()];
  return (text, from) => {
    let best: Match | null = null;
    now.count = 0;
    for (let at = from; at <= text.length; at += 1) {
      if (now.count === 0) {
        if (best) break;
        if (at < text.length && !canBegin(text.charCodeAt(at))) continue;
        machine.round += 1;
      }
      // The new thread comes last, so of two at one step the one that began first stays.
      if (!best) follow(machine, now, 0, at, text, at);
      best = advance(machine, now, next, text, at, best);
      [now, next] = [next, now];
    }
    return best;
  };
}

/** Takes every thread over one character, and gives back the best match so far. */
function advance(machine: Machine, now: Threads, next: Threads, text: string, at: number, best: Match | null) {
  const code = text.charCodeAt(at);
  let found = best;
  next.count = 0;
  machine.round += 1;
  for (let index = 0; index < now.count; index += 1) {
    const start = now.start[index]!;
    if (found && start > found.from) break;
    const step = machine.steps[now.step[index]!]!;
    if (step.kind === 'match') found = { from: start, to: at };
    else if (step.kind === 'one' && at < text.length && at - start < longestMatch && step.has(code)) {
      follow(machine, next, now.step[index]! + 1, start, text, at + 1);
    }
  }
  return found;
}

/** Makes threads of all steps that are reached from one without reading a character. */
function follow(machine: Machine, threads: Threads, first: number, start: number, text: string, at: number): void {
  const open = [first];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (machine.reached[index] === machine.round) continue;
    machine.reached[index] = machine.round;
    const step = machine.steps[index]!;
    if (step.kind === 'jump') open.push(step.next);
    else if (step.kind === 'split') open.push(...step.next);
    else if (step.kind === 'edge') {
      if (holdsAt(step.at, text, at)) open.push(index + 1);
    } else {
      threads.step[threads.count] = index;
      threads.start[threads.count] = start;
      threads.count += 1;
    }
  }
}

/** What a match may begin with. */
function firstSteps(steps: readonly Step[]): readonly ((code: number) => boolean)[] {
  const seen = new Set<number>();
  const open = [0];
  const found: ((code: number) => boolean)[] = [];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const step = steps[index]!;
    if (step.kind === 'one') found.push(step.has);
    else if (step.kind === 'jump') open.push(step.next);
    else if (step.kind === 'split') open.push(...step.next);
    else if (step.kind === 'edge') open.push(index + 1);
  }
  return found;
}

const anyOf = (parts: readonly ((code: number) => boolean)[]): ((code: number) => boolean) =>
  tabled(code => parts.some(has => has(code)));

const anyCase = (has: (code: number) => boolean): ((code: number) => boolean) =>
  tabled(code => has(code) || has(otherCase(code)));

/** Answers for the first 256 characters from a table: nearly all that is asked. */
function tabled(has: (code: number) => boolean): (code: number) => boolean {
  const table = Uint8Array.from({ length: 256 }, (_, code) => (has(code) ? 1 : 0));
  return code => (code < 256 ? table[code] === 1 : has(code));
}

function otherCase(code: number): number {
  const character = String.fromCharCode(code);
  const lower = character.toLowerCase();
  const other = lower === character ? character.toUpperCase() : lower;
  return other.length === 1 ? other.charCodeAt(0) : code;
}

function holdsAt(edge: 'word' | 'start' | 'end', text: string, at: number): boolean {
  if (edge === 'start') return at === 0;
  if (edge === 'end') return at === text.length;
  return (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
}
