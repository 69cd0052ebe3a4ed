import type { Phrase, Tile } from '../model/report.ts';
import type { Facts } from './facts.ts';
import { countOf, figureValue, localText, monthOfYear, nounsOf, phrase } from './phrase.ts';
import { type SentenceId, sentences } from './sentences.ts';

/** The cover's sentence: what changed since the month before. */
export function headlineOf(facts: Facts): Phrase {
  const tiles = facts.tiles.filter(tile => facts.infoOf(tile).unit !== 'count');
  if (facts.status === 'not-enough-data') return emptyHeadline(facts);
  const risen = tiles.filter(({ previous }) => previous?.verdict === 'up');
  const fallen = tiles.filter(({ previous }) => previous?.verdict === 'down');
  if (risen.length + fallen.length > 0) return movedHeadline(facts, risen, fallen);
  const steady = tiles.find(({ previous }) => previous?.verdict === 'no-detectable-change');
  if (steady?.previous?.month) return phrase('headline.steady', { month: monthOfYear(steady.previous.month) });
  return firstHeadline(facts, tiles);
}

function movedHeadline(facts: Facts, risen: readonly Tile[], fallen: readonly Tile[]): Phrase {
  const nouns = (tiles: readonly Tile[]) => nounsOf(tiles.map(facts.infoOf));
  if (risen.length > 0 && fallen.length > 0) {
    return phrase('headline.mixed', { down: nouns(fallen), up: nouns(risen) });
  }
  const moved = risen.length > 0 ? risen : fallen;
  const way = risen.length > 0 ? 'up' : 'down';
  const [only] = moved;
  const month = only?.previous?.month;
  if (moved.length === 1 && only && month && only.figure.value !== null && only.previous?.value != null) {
    const info = facts.infoOf(only);
    const values = { noun: localText(info.noun), value: figureValue(info, only.figure.value) };
    return phrase(`headline.${way}`, {
      ...values,
      previous: figureValue(info, only.previous.value),
      month: monthOfYear(month),
    });
  }
  return phrase(`headline.all-${way}`, { nouns: nouns(moved) });
}

/** No verdict at all: the first figure that may be printed stands alone. */
function firstHeadline(facts: Facts, tiles: readonly Tile[]): Phrase {
  const told = [...tiles, ...facts.tiles].find(({ figure }) => figure.value !== null);
  if (!told || told.figure.value === null) return emptyHeadline(facts);
  const info = facts.infoOf(told);
  return phrase('headline.first', { noun: localText(info.noun), value: figureValue(info, told.figure.value) });
}

function emptyHeadline({ month, coverage }: Facts): Phrase {
  const n = countOf(coverage.feedback);
  return month ? phrase('headline.nothing-month', { n, month: monthOfYear(month) }) : phrase('headline.nothing', { n });
}

/** Which of the cover's sentences have a longer form that names the weakest segment too. */
const longer: Readonly<Record<string, SentenceId>> = {
  'headline.up': 'title.up',
  'headline.down': 'title.down',
  'headline.all-up': 'title.all-up',
  'headline.all-down': 'title.all-down',
  'headline.steady': 'title.steady',
};

/** The first page's title: the cover's sentence with the segment that lies furthest below the rest, where there is one. */
export function summaryTitle(facts: Facts): Phrase {
  const headline = headlineOf(facts);
  const id = longer[headline.id];
  if (!facts.weakest || !id) return headline;
  const all: Phrase['values'] = { ...headline.values, segment: localText(facts.weakest.row.label) };
  return { id, values: Object.fromEntries(sentences[id].map(name => [name, all[name]!])) };
}
