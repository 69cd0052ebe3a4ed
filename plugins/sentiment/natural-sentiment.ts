import { z } from 'zod';
import { createLexiconScorer, defineSentiment, type Lexicon } from '../../core/sdk.ts';

const options = z.strictObject({
  languages: z
    .array(z.enum(['fr', 'en']))
    .min(1)
    .default(['fr'])
    .describe('Languages that it scores; it abstains on texts of other languages.'),
});

type Options = z.infer<typeof options>;
type Tongue = Options['languages'][number];

/** natural's vocabulary per language, and the largest value in it. */
const vocabularies: Readonly<Record<Tongue, { language: string; type: string; largest: number }>> = {
  fr: { language: 'French', type: 'pattern', largest: 1 },
  en: { language: 'English', type: 'afinn', largest: 5 },
};

// natural has no negations for French, and for English a negator turns the whole rest of a text; these replace both.
const rules: Readonly<Record<Tongue, Omit<Lexicon, 'wordValue'>>> = {
  fr: {
    negators: new Set(['pas', 'jamais', 'aucun', 'aucune', 'sans', 'ni', 'rien', 'guère', 'nullement']),
    pairedNegators: new Map([['plus', new Set(['ne', "n'"])]]),
    contrasts: new Set(['mais', 'cependant', 'toutefois', 'pourtant', 'malgré', 'sauf', 'et', 'hormis']),
    expressions: new Map([
      ['rien à redire', 0.6],
      ['rien à dire', 0.4],
      ['sans problème', 0.5],
      ['sans souci', 0.5],
      ['sans soucis', 0.5],
      ['aucun problème', 0.5],
      ['aucun souci', 0.5],
      ['merci pour rien', -0.6],
      ['par contre', 0],
      ['en revanche', 0],
    ]),
  },
  en: {
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
    ]),
    pairedNegators: new Map(),
    contrasts: new Set(['but', 'however', 'although', 'though', 'yet', 'except', 'and']),
    expressions: new Map([['thanks for nothing', -0.6]]),
  },
};

/**
 * French texts, and English ones if asked, by the vocabularies of the package `natural` (Pattern for French, AFINN-165
 * for English), guarded: the package gives the value of one word at a time; cutting into words, negation and the sum
 * are ours. Left to itself it splits "déçu", has no French negation, and gives NaN for an empty text.
 *
 * Only the sub-path of its sentiment folder is imported: its root loads 1,268 modules, reads the user's `.env` and
 * prints on stdout.
 */
export const naturalSentiment = defineSentiment<Options>({
  id: 'natural-sentiment',
  version: '1.0.0',
  title: 'Sentiment by word list (natural, French and English)',
  stability: 'stable',
  options,
  examples: [
    { title: 'French comments by word list', yaml: 'use: natural-sentiment' },
    { title: 'French and English comments', yaml: 'use: natural-sentiment\nwith: { languages: [fr, en] }' },
  ],
  model: { id: 'natural-sentiment', revision: '8.1.1+1', languages: ['fr', 'en'] },
  open: async context => {
    const { SentimentAnalyzer } = await import('natural/lib/natural/sentiment/index.js');
    const scorers = new Map(
      context.options.languages.map(tongue => {
        const { language, type, largest } = vocabularies[tongue];
        const analyzer = new SentimentAnalyzer(language, undefined, type);
        const wordValue = (word: string) => finite(analyzer.getSentiment([word]) / largest);
        return [tongue as string, createLexiconScorer({ ...rules[tongue], wordValue })] as const;
      }),
    );
    return batch =>
      batch.map(item => {
        context.signal.throwIfAborted();
        return scorers.get(item.language ?? '')?.(item.text, { prior: item.prior }) ?? null;
      });
  },
});

const finite = (value: number): number | null => (Number.isFinite(value) && value !== 0 ? value : null);
