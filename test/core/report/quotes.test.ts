import { describe, expect, test } from 'vitest';
import type { QuoteCandidate } from '../../../core/report/input.ts';
import { ago, build, npsFact } from './scene.ts';

const text = (length: number, word = 'mot'): string =>
  `${`${word} `.repeat(Math.ceil(length / (word.length + 1)))}`
    .slice(0, length - 1)
    .trim()
    .padEnd(length, '.');

function candidate(id: string, given: Partial<QuoteCandidate> & { readonly score?: number } = {}): QuoteCandidate {
  const { score = -0.5, ...rest } = given;
  const label = score < 0 ? 'negative' : score > 0 ? 'positive' : 'neutral';
  return {
    id,
    customer: null,
    text: `${id} ${text(96)}`,
    language: 'fr',
    at: '2026-10-12T10:00:00.000Z',
    answers: { nps: 3 },
    tone: { label, score, because: [] },
    cell: { channel: 'web' },
    ...rest,
  };
}

const level = [npsFact(ago(0), 'web', [50, 30, 20]), npsFact(ago(0), 'phone', [50, 30, 20])];
const apart = [npsFact(ago(0), 'web', [20, 20, 60]), npsFact(ago(0), 'phone', [80, 15, 5])];
const groupsOf = async (quotes: readonly QuoteCandidate[], facts = level) =>
  (await build(facts, quotes)).verbatims.groups;
const many = (
  count: number,
  given: (index: number) => Partial<QuoteCandidate> & { readonly score?: number } = () => ({}),
) => Array.from({ length: count }, (_, index) => candidate(`r${String(index).padStart(2, '0')}`, given(index)));

describe('groups', () => {
  test('without a segment that stands out are the negative and the positive comments of all', async () => {
    const quotes = many(12, index => ({ score: index < 6 ? -0.5 : 0.5 }));
    expect((await groupsOf(quotes)).map(({ title, n }) => [title.id, n])).toEqual([
      ['quotes.negative', 6],
      ['quotes.positive', 6],
    ]);
  });

  test('with one are its negative voices, the strongest segment’s positive ones, then all', async () => {
    const quotes = many(14, index => ({
      score: index % 2 ? 0.5 : -0.5,
      cell: { channel: index < 7 ? 'web' : 'phone' },
    }));
    const more = many(10, () => ({ score: -0.4, cell: { channel: 'web' } })).map((one, index) => ({
      ...one,
      id: `s${index}`,
    }));
    const groups = await groupsOf([...quotes, ...more], apart);
    expect(groups.map(({ title, n }) => [title.id, n])).toEqual([
      ['quotes.weak', 14],
      ['quotes.all', 24],
    ]);
    expect(groups[0]?.quotes.every(quote => quote.tone === 'negative' && quote.place[0]?.en === 'Web')).toBe(true);
  });

  test('of fewer than five comments are left out', async () => {
    expect(await groupsOf(many(4))).toEqual([]);
    expect(await groupsOf(many(5))).toHaveLength(1);
    expect((await build(level, many(4))).verbatims.title.id).toBe('verbatims.none');
  });

  test('never quote a comment or a customer twice', async () => {
    const quotes = many(20, index => ({
      score: -0.5,
      customer: index < 10 ? 'same' : `c${index}`,
      cell: { channel: 'web' },
    }));
    const groups = await groupsOf(quotes, apart);
    const ids = groups.flatMap(group => group.quotes.map(quote => quote.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter(id => id < 'r10')).toHaveLength(1);
  });

  test('quote nobody from a cell that the report hides', async () => {
    const facts = [
      npsFact(ago(0), 'web', [50, 30, 20]),
      npsFact(ago(0), 'store', [9, 5, 6]),
      npsFact(ago(0), 'chat', [1, 1, 1]),
    ];
    const quotes = many(12, index => ({ cell: { channel: ['web', 'store', 'chat'][index % 3]! } }));
    const [group] = await groupsOf(quotes, facts);
    // chat is below five and store is hidden with it; the group still counts all that it was chosen from.
    expect(group?.n).toBe(12);
    expect(group?.quotes.map(quote => quote.place[0]?.en)).toEqual(['Web', 'Web', 'Web', 'Web']);
  });
});

describe('the choice', () => {
  test('is nearest the median, not the most extreme, and the id decides a tie', async () => {
    const scores = [-1, -0.95, -0.6, -0.5, -0.5, -0.4, -0.1];
    const quotes = many(scores.length, index => ({ score: scores[index]! })).toReversed();
    const [group] = await groupsOf(quotes);
    // Median -0.5: distances 0.5, 0.45, 0.1, 0, 0, 0.1, 0.4
    expect(group?.quotes.map(quote => quote.id)).toEqual(['r03', 'r04', 'r02', 'r05']);
  });

  test('prefers 60 to 280 characters; longer ones are cut at a word, shorter ones come last', async () => {
    const lengths = [20, 59, 60, 280, 281, 600];
    const [group] = await groupsOf(many(lengths.length, index => ({ text: text(lengths[index]!, `m${index}`) })));
    expect(group?.quotes.map(quote => quote.id)).toEqual(['r02', 'r03', 'r04', 'r05']);
    for (const quote of group?.quotes ?? []) expect([...quote.text].length).toBeLessThanOrEqual(280);
    expect(group?.quotes.at(-1)?.text.endsWith('…')).toBe(true);
  });

  test('quotes the same words once, whatever their case and signs', async () => {
    const said = [
      'Toujours rien reçu, et personne ne répond au téléphone depuis lundi.',
      'toujours rien reçu ! et personne ne répond au téléphone depuis lundi',
    ];
    const [group] = await groupsOf(many(6, index => ({ text: said[index % 2]! })));
    expect(group?.quotes.map(quote => quote.id)).toEqual(['r00']);
  });

  test('does not depend on the order in which comments are read', async () => {
    const quotes = many(9, index => ({ score: -0.1 * (index + 1) }));
    expect(await groupsOf(quotes.toReversed())).toEqual(await groupsOf(quotes));
  });
});

describe('a quote', () => {
  test('carries its score, its place, its tone and the words that made it', async () => {
    const spoken = 'Livraison repoussée deux fois sans prévenir, et personne au téléphone pour me dire quand.';
    const quotes = many(5, () => ({
      text: spoken,
      tone: { label: 'negative', score: -0.5, because: ['repoussee', 'sans prevenir'] },
    }));
    const quote = (await groupsOf(quotes))[0]!.quotes[0]!;
    expect(quote.marks.map(([from, to]) => quote.text.slice(from, to))).toEqual(['repoussée', 'sans prévenir']);
    expect(quote).toMatchObject({
      score: { label: { fr: 'NPS', en: 'NPS' }, value: 3, max: 10 },
      place: [{ fr: 'Web', en: 'Web' }],
      tone: 'negative',
      language: 'fr',
    });
  });

  test('without an annotation takes its tone from the score: 4 of 10 negative, 5 neutral, 8 positive', async () => {
    const answers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 10];
    const quotes = many(answers.length, index => ({ tone: null, answers: { nps: answers[index]! } }));
    expect((await groupsOf(quotes)).map(({ title, n }) => [title.id, n])).toEqual([
      ['quotes.negative', 5],
      ['quotes.positive', 5],
    ]);
  });

  test('without an answer has no score', async () => {
    const [group] = await groupsOf(many(5, () => ({ answers: { nps: null } })));
    expect(group?.quotes[0]?.score).toBeNull();
  });
});

test('the page says which tone prevails, or that they balance', async () => {
  const titleOf = async (negative: number, positive: number) => {
    const quotes = many(negative + positive, index => ({ score: index < negative ? -0.5 : 0.5 }));
    return (await build(level, quotes)).verbatims.title;
  };
  expect((await titleOf(7, 5)).id).toBe('verbatims.negative');
  expect((await titleOf(5, 7)).id).toBe('verbatims.positive');
  expect((await titleOf(6, 6)).id).toBe('verbatims.balanced');
  expect((await titleOf(7, 5)).values.negative).toMatchObject({ value: 7 });
});
