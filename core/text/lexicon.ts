import type { Annotation, Polarity } from '../model/feedback.ts';
import { emojiValue } from './emoji-values.ts';
import { type WordToken, wordTokens } from './word-tokens.ts';

/** A language as a list of words with values. */
export interface Lexicon {
  /** Value of a lower-case word, -1 to 1; `null` when it is not in the list. */
  readonly wordValue: (word: string) => number | null;
  /** Words that turn the values of the words after them ("pas", "never"). */
  readonly negators: ReadonlySet<string>;
  /** Words that turn only after another, by that other ("plus" after "ne"). */
  readonly pairedNegators: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words that end what a negator reaches and begin a new clause ("mais", "but"). */
  readonly contrasts: ReadonlySet<string>;
  /** Two to four words that count as one, with their value ("rien à redire"); one of 0 begins a new clause. */
  readonly expressions: ReadonlyMap<string, number>;
}

/** What a text is scored as, beside the text. */
export interface LexiconScore {
  readonly prior: 'negative' | 'positive' | null;
}

/** Words after a negator that it turns. */
const negationReach = 3;
/** How far back the first half of a paired negator may stand: "je ne la trouve plus bonne". */
const pairReach = 4;
/** A sum of word values is bent into -1..1 as in VADER, whose 15 stands for values of -4 to 4: 15 / 5² for -1 to 1. */
const bend = 0.6;
/** Below it a text is neutral. */
const neutralBelow = 0.1;
/** A score this near to another label asks for a reader. */
const reviewWithin = 0.1;
/** What a question's wording weighs: one mild word. */
const priorValue = 0.3;
/** Longer texts are scored on their beginning. */
const longestText = 20_000;
const longestExpression = 4;

interface Hit {
  readonly value: number;
  readonly words: string;
  readonly clause: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Makes a scorer out of a list of words: value by value, turned by negators, summed over the text.
 *
 * The score is `s / √(s² + 0.6)` of the sum `s` of word values (C. Hutto and E. Gilbert, "VADER: A Parsimonious
 * Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014, with their 15 on our scale). A text is
 * neutral within ±0.1; the margin is the distance to the nearer of the two bounds. There is no probability.
 *
 * @returns a function from a text to its annotation; `null` when it holds no word of the list. Texts beyond 20,000
 * characters are scored on their first 20,000; time is linear.
 */
export function createLexiconScorer(lexicon: Lexicon): (text: string, given?: LexiconScore) => Annotation | null {
  return (text, given = { prior: null }) => {
    const tokens = wordTokens(text.slice(0, longestText));
    const { hits, negated } = readHits(tokens, lexicon);
    // "nothing" in answer to "what could we improve?" is no complaint: a prior alone never overrules a negator.
    const prior = hits.length > 0 || (!negated && tokens.some(token => token.word !== '')) ? given.prior : null;
    if (hits.length === 0 && prior === null) return null;
    const sum = hits.reduce((total, hit) => total + hit.value, 0);
    const lean = prior === null ? 0 : prior === 'negative' ? -priorValue : priorValue;
    return annotationOf(bent(sum + lean), hits);
  };
}

function readHits(tokens: readonly WordToken[], lexicon: Lexicon): { hits: readonly Hit[]; negated: boolean } {
  const hits: Hit[] = [];
  let [clause, negator, reach, negated] = [0, '', 0, false];
  for (let index = 0; index < tokens.length; index += 1) {
    const { word, from, to } = tokens[index]!;
    if (word === '' || lexicon.contrasts.has(word)) {
      [clause, reach] = [clause + 1, 0];
      continue;
    }
    const expression = expressionAt(tokens, index, lexicon);
    if (expression) {
      if (expression.value === 0) clause += 1;
      else hits.push({ ...expression, clause });
      index += expression.length - 1;
      reach = 0;
      continue;
    }
    const turned = reach > 0 ? `${negator} ${word}` : null;
    const value = knownValue(word, lexicon);
    if (value !== null) hits.push({ value: turned ? -value : value, words: turned ?? word, clause, from, to });
    if (negates(tokens, index, lexicon)) [negator, reach, negated] = [word, negationReach, true];
    else reach -= 1;
  }
  return { hits, negated };
}

function knownValue(word: string, lexicon: Lexicon): number | null {
  // Half a word ("n'", "l'") has no tone, whatever a list says.
  if (word.endsWith("'")) return null;
  const value = lexicon.wordValue(word) ?? emojiValue(word);
  return value === null || value === 0 || !Number.isFinite(value) ? null : clamp(value);
}

function expressionAt(tokens: readonly WordToken[], index: number, { expressions }: Lexicon) {
  let words = tokens[index]!.word;
  for (let length = 2; length <= longestExpression; length += 1) {
    const next = tokens[index + length - 1];
    if (!next || next.word === '') return null;
    words = words.endsWith("'") ? `${words}${next.word}` : `${words} ${next.word}`;
    const value = expressions.get(words);
    if (value !== undefined) return { value, words, length, from: tokens[index]!.from, to: next.to };
  }
  return null;
}

function negates(tokens: readonly WordToken[], index: number, lexicon: Lexicon): boolean {
  const { word } = tokens[index]!;
  if (lexicon.negators.has(word) || word.endsWith("n't")) return true;
  const firsts = lexicon.pairedNegators.get(word);
  if (!firsts) return false;
  for (let back = 1; back <= pairReach; back += 1) {
    const before = tokens[index - back];
    if (!before || before.word === '') return false;
    if (firsts.has(before.word)) return true;
  }
  return false;
}

function annotationOf(score: number, hits: readonly Hit[]): Annotation {
  const margin = Math.abs(Math.abs(score) - neutralBelow);
  const clauses = clausesOf(hits);
  const mixed = clauses.some(one => one.label === 'positive') && clauses.some(one => one.label === 'negative');
  return {
    label: labelOf(score),
    score,
    probability: null,
    margin,
    needsReview: margin < reviewWithin,
    mixed,
    because: [...new Set(hits.map(hit => hit.words))],
    clauses: mixed ? clauses : [],
  };
}

function clausesOf(hits: readonly Hit[]): Annotation['clauses'] {
  const groups = new Map<number, Hit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.clause);
    if (group) group.push(hit);
    else groups.set(hit.clause, [hit]);
  }
  return [...groups.values()].map(group => {
    const score = bent(group.reduce((total, hit) => total + hit.value, 0));
    return { from: group[0]!.from, to: group.at(-1)!.to, label: labelOf(score), score };
  });
}

const labelOf = (score: number): Polarity =>
  Math.abs(score) < neutralBelow ? 'neutral' : score < 0 ? 'negative' : 'positive';
const clamp = (value: number): number => Math.max(-1, Math.min(1, value));
const bent = (sum: number): number => (sum === 0 ? 0 : sum / Math.sqrt(sum * sum + bend));
