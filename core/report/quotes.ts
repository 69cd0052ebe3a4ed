import { median } from 'simple-statistics';
import type { Polarity } from '../model/feedback.ts';
import type { Phrase, Quote, QuoteGroup, SegmentTable } from '../model/report.ts';
import { privacyBase } from '../stats/publication.ts';
import type { Metric } from './figure.ts';
import type { QuoteCandidate, ReportInput, ReportReader } from './input.ts';
import { valueLabel } from './label.ts';
import { marksOf } from './marks.ts';
import { localText, phrase } from './phrase.ts';
import { longestQuote, shorten } from './shorten.ts';
import type { Standout } from './standout.ts';
import { toneOf } from './tone.ts';

/** Most comments that one group is chosen from. */
export const quoteLimit = 5000;
const perGroup = 4;
const shortestQuote = 60;

interface Scene {
  readonly input: ReportInput;
  readonly metrics: readonly Metric[];
  readonly tables: readonly SegmentTable[];
}

/** One group to fill: which comments, and of which tone. */
interface Wanted {
  readonly title: Phrase;
  readonly from: readonly QuoteCandidate[];
  readonly tone: Polarity | null;
}

/**
 * Typical comments in up to three groups: the weakest segment's negative voices, the strongest's positive ones, then
 * all. Without such a segment, the negative and the positive comments of all. A comment is quoted once; a group that would
 * be chosen from fewer than 5 is left out.
 *
 * @param everyone - the candidates of the whole window
 */
export async function quoteGroups(
  scene: Scene,
  everyone: readonly QuoteCandidate[],
  weakest: Standout | null,
  strongest: Standout | null,
  reader: ReportReader,
): Promise<readonly QuoteGroup[]> {
  const of = (standout: Standout): Promise<readonly QuoteCandidate[]> =>
    reader.quotes({
      window: scene.input.node.window,
      where: { [standout.dimension]: { eq: standout.row.value ?? '' } },
      limit: quoteLimit,
    });
  const wanted: Wanted[] = [
    weakest
      ? {
          title: phrase('quotes.weak', { segment: localText(weakest.row.label) }),
          from: await of(weakest),
          tone: 'negative',
        }
      : { title: phrase('quotes.negative'), from: everyone, tone: 'negative' },
    strongest
      ? {
          title: phrase('quotes.strong', { segment: localText(strongest.row.label) }),
          from: await of(strongest),
          tone: 'positive',
        }
      : { title: phrase('quotes.positive'), from: everyone, tone: 'positive' },
  ];
  if (weakest || strongest) wanted.push({ title: phrase('quotes.all'), from: everyone, tone: null });
  return fill(scene, wanted);
}

function fill(scene: Scene, wanted: readonly Wanted[]): readonly QuoteGroup[] {
  const used = new Set<string>();
  const hidden = hiddenCoordinates(scene.tables);
  return wanted.flatMap(({ title, from, tone }) => {
    const group = from.filter(candidate => tone === null || toneOf(candidate, scene) === tone);
    const tellable = group.filter(candidate => !used.has(candidate.id) && !isHidden(candidate, hidden));
    if (group.length < privacyBase) return [];
    const chosen = typical(tellable, group, scene);
    for (const { id } of chosen) used.add(id);
    const quotes = chosen.map(candidate => quoteOf(candidate, scene));
    return quotes.length > 0 ? [{ title, n: group.length, quotes }] : [];
  });
}

/** Nearest the group's median, never the extremes; a length that can be read and needs no cut goes first. */
function typical(
  candidates: readonly QuoteCandidate[],
  group: readonly QuoteCandidate[],
  scene: Scene,
): readonly QuoteCandidate[] {
  const scores = group.map(candidate => intensity(candidate, scene)).filter(score => score !== null);
  const middle = scores.length > 0 ? median(scores) : 0;
  const ranked = candidates.map(candidate => ({
    candidate,
    misfit: lengthMisfit(candidate.text),
    distance: Math.abs((intensity(candidate, scene) ?? middle) - middle),
  }));
  ranked.sort((a, b) => a.misfit - b.misfit || a.distance - b.distance || (a.candidate.id < b.candidate.id ? -1 : 1));
  return ranked.slice(0, perGroup).map(({ candidate }) => candidate);
}

/** 0 for 60 to 280 characters; 1 for longer, which must be cut; 2 for shorter, which tell little. */
function lengthMisfit(text: string): number {
  const { length } = [...text.replace(/\s+/gu, ' ').trim()];
  if (length < shortestQuote) return 2;
  return length <= longestQuote ? 0 : 1;
}

/** The annotation's score, -1 to 1; without one the first answer on its scale, stretched to the same range. */
function intensity(candidate: QuoteCandidate, scene: Scene): number | null {
  if (candidate.tone) return candidate.tone.score;
  const answer = firstAnswer(candidate, scene);
  return answer && (2 * (answer.value - answer.scale[0])) / (answer.scale[1] - answer.scale[0]) - 1;
}

/** Coordinates whose cell is hidden in a table of this report: nobody is quoted from there. */
function hiddenCoordinates(tables: readonly SegmentTable[]): ReadonlySet<string> {
  return new Set(
    tables.flatMap(({ dimension, rows }) =>
      rows
        .filter(row => row.cells.some(({ figure }) => figure.state === 'suppressed'))
        .map(row => coordinate(dimension, row.value)),
    ),
  );
}

const coordinate = (dimension: string, value: string | null): string => `${dimension}\u001f${value ?? ''}`;

const isHidden = ({ cell }: QuoteCandidate, hidden: ReadonlySet<string>): boolean =>
  Object.entries(cell).some(([dimension, value]) => hidden.has(coordinate(dimension, value)));

/** The first KPI's answer that the feedback has, with its question's scale. */
export function firstAnswer(
  candidate: QuoteCandidate,
  { metrics, input }: Pick<Scene, 'metrics' | 'input'>,
): { readonly metric: Metric; readonly value: number; readonly scale: readonly [number, number] } | null {
  for (const metric of metrics) {
    const { on } = metric.kpi.use;
    const [value, scale] = [candidate.answers[on], input.scales[on]];
    if (metric.kpi.plugin.subject === 'answer' && scale && typeof value === 'number') return { metric, value, scale };
  }
  return null;
}

function quoteOf(candidate: QuoteCandidate, scene: Scene): Quote {
  const text = shorten(candidate.text);
  const answer = firstAnswer(candidate, scene);
  const short = (label: string): string => label.replace(/ \(.*$/, '');
  const label = answer?.metric.info.label;
  const places = scene.tables.flatMap(({ dimension }) => {
    const value = candidate.cell[dimension];
    return typeof value === 'string' ? [valueLabel(dimension, value)] : [];
  });
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
    place: places.slice(0, 2),
    tone: toneOf(candidate, scene),
  };
}
