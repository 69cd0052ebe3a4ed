import { z } from 'zod';
import { defineEnrichment, type Feedback, VerbatimError } from '../../core/sdk.ts';

const code = z.string().regex(/^[a-z]{2}$/, 'an ISO 639-1 code such as "fr"');

const options = z
  .strictObject({
    languages: z
      .array(code)
      .min(1)
      .max(20)
      .default(['fr', 'en'])
      .describe('Languages that customers write in, as ISO 639-1 codes; detection chooses among these.'),
    fallback: code
      .optional()
      .describe(
        'Language of texts with fewer than 3 words that could be of several; by default the first of `languages`.',
      ),
  })
  .refine(given => given.fallback === undefined || given.languages.includes(given.fallback), {
    path: ['fallback'],
    message: 'the fallback is one of `languages`',
  });

type Options = z.infer<typeof options>;

/** Of fewer words than this the detector is too seldom sure: it is right in 92 % of the texts of 1 to 4 words, 99.6 % of 5 to 15. */
const fewestWords = 3;
/**
 * By how much the best language of a text of one or two words must lead. On comments of eleven French and English sources
 * such a lead is right 97 times of 100 or more, and most short texts have it.
 */
const clearLead = 0.1;
/** Characters that are looked at: more of them cost time and change no answer on held-out French and English texts. */
const charactersRead = 64;
/** A cut goes on to the next space, if it is this near. */
const longestWordTail = 30;

const word = /\p{L}[\p{L}\p{M}'’]*/gu;
/** What redaction leaves behind is no word of the customer. */
const token = /\[[A-Z][A-Z_]*_\d+\]/g;
const isoLike = /^([a-z]{2})(?:[-_][a-z0-9]+)*$/i;

/**
 * Fills in the language of a feedback from its comment and its further texts.
 *
 * A language that the source gave is kept; of `fr-FR` or `FR` the two letters stay. A text with fewer than 3 words gets
 * the language that leads clearly, else the fallback. A longer one that fits none of the languages gets `null`, so that no
 * model scores it as if it did. What is said of a text depends on that text alone.
 */
export const language = defineEnrichment<Options>({
  id: 'language',
  version: '1.1.0',
  title: 'Language of the text',
  stability: 'stable',
  options,
  examples: [
    { title: 'French and English', yaml: 'use: language' },
    { title: 'Five languages, German when in doubt', yaml: 'use: language\nwith: { languages: [de, fr, en, it, nl] }' },
  ],
  stage: 'before-write',
  reads: ['language', 'comment', 'texts'],
  writes: ['language'],
  open: async context => {
    const { languages, fallback = languages[0]! } = context.options;
    const detector = await openDetector(languages);
    return batch =>
      batch.map(feedback => {
        context.signal.throwIfAborted();
        return withLanguage(feedback, languageOf(feedback, fallback, detector));
      });
  },
});

interface Detector {
  /** The language of a text; `null` when it is sure of none. */
  readonly detect: (text: string) => string | null;
  /** The language of a text of one or two words; `null` when none leads clearly. */
  readonly detectShort: (text: string) => string | null;
}

async function openDetector(languages: readonly string[]): Promise<Detector> {
  // The smallest of eld's four databases: on short texts in few languages the larger ones are not better.
  const { eld } = await import('eld/extrasmall');
  // An instance of its own: a subset set on the shared one would change every other user's answers.
  const detector = eld.newInstance();
  // eld drops codes that it does not know, and takes an empty rest for "all languages".
  const known = Object.values(detector.setLanguageSubset([...languages]));
  const unknown = languages.filter(one => !known.includes(one));
  if (unknown.length > 0) {
    throw new VerbatimError('VB1202', `step "language" cannot detect: ${unknown.join(', ')}`, {
      hint: `it knows: ${Object.values(detector.info().Languages).sort().join(', ')}`,
    });
  }
  return {
    detect: text => {
      const found = detector.detect(text);
      return found.isReliable() ? found.language : null;
    },
    detectShort: text => {
      const [best, second] = Object.entries(detector.detect(text).getScores()).sort(([, a], [, b]) => b - a);
      return best !== undefined && best[1] - (second?.[1] ?? 0) >= clearLead ? best[0] : null;
    },
  };
}

function languageOf(feedback: Feedback, fallback: string, { detect, detectShort }: Detector): string | null {
  if (feedback.language !== null && feedback.language.trim() !== '') {
    const given = feedback.language.trim();
    return isoLike.exec(given)?.[1]?.toLowerCase() ?? given;
  }
  const text = opening(feedback);
  if (text === '') return null;
  return hasWords(text, fewestWords) ? detect(text) : (detectShort(text) ?? fallback);
}

/** The beginning of the comment, and of the further texts when the comment is short. */
function opening(feedback: Feedback): string {
  let text = feedback.comment === null ? '' : beginning(feedback.comment);
  if (text.length >= charactersRead) return text;
  for (const part of Object.values(feedback.texts)) {
    if (part && text.length < charactersRead) text = `${text} ${beginning(part)}`.trim();
  }
  return cut(text);
}

const beginning = (text: string): string => {
  const cutText = cut(text);
  return (cutText.includes('[') ? cutText.replace(token, ' ') : cutText).trim();
};

function cut(text: string): string {
  if (text.length <= charactersRead) return text;
  const space = text.indexOf(' ', charactersRead);
  const end = space < 0 || space > charactersRead + longestWordTail ? charactersRead : space;
  return text.slice(0, end);
}

function hasWords(text: string, fewest: number): boolean {
  word.lastIndex = 0;
  for (let count = 0; count < fewest; count += 1) if (!word.test(text)) return false;
  return true;
}

const withLanguage = (feedback: Feedback, found: string | null): Feedback =>
  found === feedback.language ? feedback : { ...feedback, language: found };
