import { z } from 'zod';
import { createLexiconScorer, defineSentiment, type Lexicon } from '../../core/sdk.ts';

const options = z.strictObject({});

type Options = z.infer<typeof options>;

/** AFINN's words have values from -5 to 5. */
const largestValue = 5;

const english: Omit<Lexicon, 'wordValue'> = {
  negators: new Set([
    'not',
    'no',
    'never',
    'neither',
    'nor',
    'nothing',
    'nobody',
    'without',
    'hardly',
    'barely',
    'cannot',
    'dont',
    'doesnt',
    'didnt',
    'isnt',
    'wasnt',
    'cant',
    'wont',
  ]),
  pairedNegators: new Map(),
  contrasts: new Set(['but', 'however', 'although', 'though', 'yet', 'except', 'and']),
  expressions: new Map([
    ['thanks for nothing', -0.6],
    ['not only', 0],
  ]),
};

/**
 * English texts by the words of the package `ml-sentiment` (AFINN-111), guarded: the package gives the value of one word
 * at a time and nothing else; cutting into words, negation and the sum are ours.
 *
 * Left to itself it gives a string for a comment with "constructor", +3 for "never good", and no hit for "great," or for
 * a word before a line break. It is a plain list of words: right on about six texts of ten.
 */
export const mlSentiment = defineSentiment<Options>({
  id: 'ml-sentiment',
  version: '1.0.0',
  title: 'Sentiment by word list (ml-sentiment, English)',
  stability: 'stable',
  options,
  examples: [{ title: 'English comments by word list', yaml: 'use: ml-sentiment' }],
  model: { id: 'ml-sentiment', revision: '2.0.7+1', languages: ['en'] },
  open: async context => {
    const { default: create } = await import('ml-sentiment');
    const { classify } = create({ lang: 'en', tokenize: word => word });
    const score = createLexiconScorer({ ...english, wordValue: word => usable(classify(word)) });
    return batch =>
      batch.map(item => {
        context.signal.throwIfAborted();
        return item.language === 'en' ? score(item.text, { prior: item.prior }) : null;
      });
  },
});

/** Members of every object, such as "constructor", come back as strings; unknown words as 0. */
const usable = (found: unknown): number | null =>
  typeof found === 'number' && Number.isFinite(found) && found !== 0 ? found / largestValue : null;
