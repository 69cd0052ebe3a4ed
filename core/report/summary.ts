import type { Verdict } from '../model/metric.ts';
import type { Phrase, Tile } from '../model/report.ts';
import { privacyBase } from '../stats/publication.ts';
import type { Facts } from './facts.ts';
import { countOf, deltaOf, figureValue, localText, monthOfYear, nounsOf, phrase, pOf, sizeOf } from './phrase.ts';

/** How many times larger one base must be for the reader to be warned. */
const greatShift = 2;

/** What changed: each KPI with a detected change, then those without, last year, and what could not be seen. */
export function movedPhrases(facts: Facts): readonly Phrase[] {
  if (facts.status === 'not-enough-data') return [phrase('moved.nothing', { n: countOf(facts.coverage.feedback) })];
  const tiles = facts.tiles.filter(tile => facts.infoOf(tile).unit !== 'count');
  return [
    ...tiles.flatMap(tile => movedSince(facts, tile, tile.previous)),
    ...grouped(facts, tiles, 'no-detectable-change', 'moved.steady'),
    ...detectable(facts, tiles),
    ...tiles.filter(isNewOverYear).flatMap(tile => movedSince(facts, tile, tile.yearAgo)),
    ...grouped(facts, tiles, 'base-too-small', 'moved.small'),
    ...grouped(facts, tiles, 'no-comparison', 'moved.first'),
    ...volumes(facts),
  ];
}

function movedSince(facts: Facts, tile: Tile, change: Tile['previous']): readonly Phrase[] {
  if (!change || change.value === null || change.delta === null || change.month === null) return [];
  if (tile.figure.value === null || (change.verdict !== 'up' && change.verdict !== 'down')) return [];
  const info = facts.infoOf(tile);
  const values = {
    noun: localText(info.noun),
    value: figureValue(info, tile.figure.value),
    previous: figureValue(info, change.value),
    month: monthOfYear(change.month),
    delta: deltaOf(info, change.delta),
    p: pOf(change.p ?? 1),
  };
  const since = change.against === 'year-ago' ? 'year' : 'month';
  return [phrase(`moved.${since}-${change.verdict}`, values)];
}

/** The year says more than the month: the month showed no change, or one the other way. */
const isNewOverYear = ({ previous, yearAgo }: Tile): boolean => previous?.verdict !== yearAgo?.verdict;

function grouped(
  facts: Facts,
  tiles: readonly Tile[],
  verdict: Verdict,
  id: 'moved.steady' | 'moved.small' | 'moved.first',
): readonly Phrase[] {
  const infos = tiles.filter(({ previous }) => previous?.verdict === verdict).map(facts.infoOf);
  return infos.length > 0 ? [phrase(id, { nouns: nounsOf(infos) })] : [];
}

/** Where nothing moved, of the first KPI: how large a change would have had to be. */
function detectable(facts: Facts, tiles: readonly Tile[]): readonly Phrase[] {
  if (tiles.some(({ previous }) => previous?.verdict === 'up' || previous?.verdict === 'down')) return [];
  const tile = tiles.find(({ previous, detectable: size }) => previous?.verdict === 'no-detectable-change' && size);
  if (!tile?.detectable) return [];
  const info = facts.infoOf(tile);
  // The wording is in points, which a mean on its own scale does not have.
  if (info.unit === 'score') return [];
  return [phrase('moved.detectable', { noun: localText(info.noun), size: sizeOf(tile.detectable, 0) })];
}

function volumes(facts: Facts): readonly Phrase[] {
  return facts.tiles.flatMap(({ kpi, figure, previous }) => {
    const info = facts.infoOf({ kpi });
    if (info.unit !== 'count' || figure.value === null || !previous?.month || !previous.value) return [];
    const values = { noun: localText(info.noun), value: countOf(figure.value), previous: countOf(previous.value) };
    return [phrase('moved.volume', { ...values, month: monthOfYear(previous.month) })];
  });
}

/** Where it shows: rate against mix, the segment that carries the change, the weakest and the strongest segment. */
export function whyPhrases(facts: Facts): readonly Phrase[] {
  if (facts.status === 'not-enough-data') return [phrase('why.nothing-to-cut')];
  const found = [...mixes(facts), ...carriers(facts), ...standouts(facts), ...baseShifts(facts)];
  if (found.length > 0) return found;
  return [phrase(facts.tables.length > 0 ? 'why.no-standout' : 'why.nothing-to-cut')];
}

/** The sentence that the first page must carry when a total hides what its segments do. */
function mixes(facts: Facts): readonly Phrase[] {
  return facts.misleading.slice(0, 1).map(({ info, dimension, rateMix }) =>
    phrase('why.mix', {
      noun: localText(info.noun),
      dimension: localText(dimension),
      delta: deltaOf(info, rateMix.delta),
      rate: deltaOf(info, rateMix.rate),
      mix: deltaOf(info, rateMix.mix),
    }),
  );
}

function carriers(facts: Facts): readonly Phrase[] {
  const split = facts.carrier;
  if (!split?.leading) return [];
  return [
    phrase('why.carrier', {
      noun: localText(split.info.noun),
      dimension: localText(split.dimension),
      segment: localText(split.leading.label),
      share: deltaOf(split.info, split.leading.share),
      delta: deltaOf(split.info, split.rateMix.delta),
    }),
  ];
}

/** A detected change between bases of very different size may be one of who answers; told once, of the first KPI. */
function baseShifts(facts: Facts): readonly Phrase[] {
  const shifts = facts.tiles.flatMap(tile => [tile.previous, tile.yearAgo].map(change => ({ tile, change })));
  const found = shifts.find(({ tile, change }) => {
    const [n, other] = [tile.figure.n ?? 0, change?.n ?? 0];
    const moved = change?.verdict === 'up' || change?.verdict === 'down';
    return moved && Math.max(n, other) >= greatShift * Math.min(n, other);
  });
  if (!found?.change?.month || found.change.n === null || found.tile.figure.n === null) return [];
  const values = { noun: localText(facts.infoOf(found.tile).noun), month: monthOfYear(found.change.month) };
  return [phrase('why.base-shift', { ...values, previous: countOf(found.change.n), n: countOf(found.tile.figure.n) })];
}

function standouts({ weakest, strongest }: Facts): readonly Phrase[] {
  const of = (id: 'why.weakest' | 'why.strongest', standout: Facts['weakest']): readonly Phrase[] => {
    if (!standout || standout.figure.value === null || standout.change.value === null) return [];
    const { info, figure, change, row } = standout;
    return [
      phrase(id, {
        segment: localText(row.label),
        noun: localText(info.noun),
        value: figureValue(info, standout.figure.value),
        rest: figureValue(info, standout.change.value),
        delta: deltaOf(info, change.delta ?? 0),
        n: countOf(figure.n ?? 0),
      }),
    ];
  };
  return [...of('why.weakest', weakest), ...of('why.strongest', strongest)];
}

/** What the figures allow to propose: where to look first, and when the next month can tell; never an invented action. */
export function nextPhrases(facts: Facts): readonly Phrase[] {
  const found = [
    ...(facts.status === 'provisional' ? [phrase('next.provisional')] : []),
    ...lookFirst(facts),
    ...gatherMore(facts),
  ];
  if (found.length > 0) return found;
  if (facts.status === 'not-enough-data') return [phrase('next.collect')];
  const { nextMonth } = facts;
  return [nextMonth === null ? phrase('next.wait') : phrase('next.wait-month', { month: monthOfYear(nextMonth) })];
}

function lookFirst({ weakest, nextMonth, voices }: Facts): readonly Phrase[] {
  if (!weakest) return [];
  const [segment, noun] = [localText(weakest.row.label), localText(weakest.info.noun)];
  const look =
    nextMonth === null
      ? phrase('next.look', { segment, noun })
      : phrase('next.look-month', { segment, noun, month: monthOfYear(nextMonth) });
  const negatives = voices.weak?.length ?? 0;
  return negatives < privacyBase ? [look] : [look, phrase('next.read', { segment, n: countOf(negatives) })];
}

function gatherMore(facts: Facts): readonly Phrase[] {
  const small = facts.tiles.find(({ figure }) => figure.state === 'small');
  if (!small) return [];
  const info = facts.infoOf(small);
  const values = { noun: localText(info.noun), n: countOf(small.figure.n ?? 0), minN: countOf(info.minN) };
  return [phrase('next.base', values)];
}
