import { median } from 'simple-statistics';
import type { Phrase, Quote, QuoteGroup, SegmentTable } from '../model/report.ts';
import { privacyBase } from '../stats/publication.ts';
import { firstAnswer, type Reading } from './answer.ts';
import type { QuoteCandidate } from './input.ts';
import { marksOf } from './marks.ts';
import { localText, phrase } from './phrase.ts';
import { longestQuote, shorten } from './shorten.ts';
import type { Standout } from './standout.ts';
import { toneOf } from './tone.ts';
import type { Voices } from './voices.ts';

const perGroup = 4;
const shortestQuote = 60;

/** What the choice of quotes rests on. */
export interface QuoteScene extends Reading {
  readonly tables: readonly SegmentTable[];
  readonly voices: Voices;
  readonly weakest: Standout | null;
  readonly strongest: Standout | null;
}

interface Wanted {
  readonly title: Phrase;
  readonly from: readonly QuoteCandidate[];
}

/**
 * Typical comments in up to three groups: the weakest segment's negative voices, the strongest's positive ones, then
 * all. Without such a segment, the negative or positive comments of all. A comment is quoted once and a customer once; a
 * group that would be chosen from fewer than 5 is left out.
 */
export function quoteGroups(scene: QuoteScene): readonly QuoteGroup[] {
  const used = new Set<string>();
  const hidden = hiddenCoordinates(scene.tables);
  return wantedGroups(scene).flatMap(({ title, from }) => {
    if (from.length < privacyBase) return [];
    const free = from.filter(one => !identities(one).some(id => used.has(id)) && !isHidden(one, hidden));
    const chosen = typical(free, from, scene);
    for (const id of chosen.flatMap(identities)) used.add(id);
    return chosen.length > 0 ? [{ title, n: from.length, quotes: chosen.map(one => quoteOf(one, scene)) }] : [];
  });
}

function wantedGroups(scene: QuoteScene): readonly Wanted[] {
  const { voices, weakest, strongest } = scene;
  const toned = (tone: string) => voices.everyone.filter(candidate => toneOf(candidate, scene) === tone);
  const segment = (standout: Standout) => ({ segment: localText(standout.row.label) });
  return [
    weakest && voices.weak
      ? { title: phrase('quotes.weak', segment(weakest)), from: voices.weak }
      : { title: phrase('quotes.negative'), from: toned('negative') },
    strongest && voices.strong
      ? { title: phrase('quotes.strong', segment(strongest)), from: voices.strong }
      : { title: phrase('quotes.positive'), from: toned('positive') },
    ...(weakest || strongest ? [{ title: phrase('quotes.all'), from: voices.everyone }] : []),
  ];
}

/** A feedback, its words and its customer: none is quoted twice. */
const identities = ({ id, customer, text }: QuoteCandidate): readonly string[] => [
  `id ${id}`,
  `text ${wordsOf(text)}`,
  ...(customer === null ? [] : [`customer ${customer}`]),
];

const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Nearest the group's median, never the extremes; a length that can be read and needs no cut goes first. */
function typical(
  candidates: readonly QuoteCandidate[],
  group: readonly QuoteCandidate[],
  scene: QuoteScene,
): readonly QuoteCandidate[] {
  const scores = group.map(candidate => intensity(candidate, scene)).filter(score => score !== null);
  const middle = scores.length > 0 ? median(scores) : 0;
  const ranked = candidates.map(candidate => ({
    candidate,
    misfit: lengthMisfit(candidate.text),
    distance: Math.abs((intensity(candidate, scene) ?? middle) - middle),
  }));
  ranked.sort((a, b) => a.misfit - b.misfit || a.distance - b.distance || (a.candidate.id < b.candidate.id ? -1 : 1));
  return withoutRepeats(ranked.map(({ candidate }) => candidate)).slice(0, perGroup);
}

function withoutRepeats(candidates: readonly QuoteCandidate[]): readonly QuoteCandidate[] {
  const seen = new Set<string>();
  return candidates.filter(candidate => {
    const known = identities(candidate);
    const isNew = !known.some(one => seen.has(one));
    for (const one of known) seen.add(one);
    return isNew;
  });
}

/** 0 for 60 to 280 characters; 1 for longer, which must be cut; 2 for shorter, which tell little. */
function lengthMisfit(text: string): number {
  const { length } = [...text.replace(/\s+/gu, ' ').trim()];
  if (length < shortestQuote) return 2;
  return length <= longestQuote ? 0 : 1;
}

/** The annotation's score, -1 to 1; without one the first answer on its scale, stretched to the same range. */
function intensity(candidate: QuoteCandidate, scene: QuoteScene): number | null {
  if (candidate.tone) return candidate.tone.score;
  const answer = firstAnswer(candidate, scene);
  return answer && (2 * (answer.value - answer.scale[0])) / (answer.scale[1] - answer.scale[0]) - 1;
}

/** Coordinates whose cell is hidden in a table of this report: nobody is quoted from there. */
function hiddenCoordinates(tables: readonly SegmentTable[]): ReadonlySet<string> {
  const hidden = tables.flatMap(({ dimension, rows }) =>
    rows
      .filter(row => row.cells.some(({ figure }) => figure.state === 'suppressed'))
      .map(row => coordinate(dimension, row.value)),
  );
  return new Set(hidden);
}

const coordinate = (dimension: string, value: string | null): string => `${dimension}\u001f${value ?? ''}`;

const isHidden = ({ cell }: QuoteCandidate, hidden: ReadonlySet<string>): boolean =>
  Object.entries(cell).some(([dimension, value]) => hidden.has(coordinate(dimension, value)));

function quoteOf(candidate: QuoteCandidate, scene: QuoteScene): Quote {
  const text = shorten(candidate.text);
  const answer = firstAnswer(candidate, scene);
  const short = (label: string): string => label.replace(/ \(.*$/, '');
  const label = answer?.metric.info.label;
  return {
    id: candidate.id,
    text,
    marks: marksOf(text, candidate.tone?.because ?? []),
    language: candidate.language,
    at: candidate.at,
    score:
      answer && label
        ? { label: { fr: short(label.fr), en: short(label.en) }, value: answer.value, max: answer.scale[1] }
        : null,
    place: placeOf(candidate, scene.tables),
    tone: toneOf(candidate, scene),
  };
}

/** The first two coordinates that the report has a table for, each name once. */
function placeOf({ cell }: QuoteCandidate, tables: readonly SegmentTable[]): Quote['place'] {
  const labels = tables.flatMap(({ dimension, rows }) => {
    const row = rows.find(one => one.value !== null && one.value === cell[dimension]);
    return row ? [row.label] : [];
  });
  return labels.filter((label, index) => labels.findIndex(other => other.fr === label.fr) === index).slice(0, 2);
}
