import { z } from 'zod';
import { type Context, defineEnrichment, type Feedback, type Refusal, type Scalar } from '../../core/sdk.ts';
import { findAddresses } from './redact-pii/find-addresses.ts';
import { findEmails } from './redact-pii/find-emails.ts';
import { findCards, findIbans, findNirs } from './redact-pii/find-identifiers.ts';
import { createNameFinder, findOwnName } from './redact-pii/find-names.ts';
import { createOrderFinder } from './redact-pii/find-orders.ts';
import { openPhoneFinders } from './redact-pii/find-phones.ts';
import { compilePattern } from './redact-pii/linear-pattern.ts';
import { createRedactor } from './redact-pii/redact-text.ts';
import type { Finder } from './redact-pii/span.ts';

const attributeName = z.string().min(1).max(63);
const shortText = z.string().min(1).max(200);

const pattern = z.string().superRefine((source, check) => {
  try {
    compilePattern(source);
  } catch (thrown) {
    check.addIssue({ code: 'custom', message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
});

const options = z.strictObject({
  names: z
    .union([attributeName, z.array(attributeName).max(10)])
    .default([])
    .describe(
      "Attributes that hold the customer's own name; it is redacted in the texts and the attributes are not kept. `customer` is the customer's id where no attribute is called so.",
    ),
  attributes: z.array(attributeName).max(50).default([]).describe('Attributes whose text is redacted like a comment.'),
  patterns: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z][a-z0-9_]{0,19}$/)
          .describe('Type of the token in small letters: `order` gives [ORDER_1].'),
        regex: pattern.describe(
          'What such a number looks like, in any case: literals, [A-Z0-9], \\d \\w \\s, groups, |, ? * + {n,m}, \\b; at most 64 characters match. No look-around, no back reference, no repeat of a repeat.',
        ),
      }),
    )
    .max(20)
    .default([])
    .describe("Numbers of the client's own kind: orders, contracts, parcels."),
  dictionary: z
    .array(shortText)
    .max(10_000)
    .default([])
    .describe('Further names to redact, in any case and with or without accents.'),
  keep: z.array(shortText).max(10_000).default([]).describe('Names of shops and brands that are never redacted.'),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(20)
    .default(['FR', 'GB', 'US'])
    .describe('Countries (ISO 3166-1) whose telephone numbers are known without their +code.'),
});

type Options = z.infer<typeof options>;

/**
 * Puts typed tokens in the place of personal data, before anything is stored: social security numbers, IBANs and cards
 * whose check digits are right, e-mail and telephone numbers, postal addresses, the client's own numbers, names.
 *
 * The comment, all further texts and the listed attributes are redacted. Tokens count per feedback, in order of
 * appearance; the same value has the same token. If anything fails, the record is refused: text never passes unredacted.
 */
export const redactPii = defineEnrichment<Options>({
  id: 'redact-pii',
  version: '1.0.0',
  title: 'Redaction of personal data',
  stability: 'stable',
  options,
  examples: [
    { title: 'Everything that is recognised without help', yaml: 'use: redact-pii' },
    {
      title: "The customer's own name and order numbers",
      yaml: 'use: redact-pii\nwith:\n  names: nom_client\n  patterns: [{ name: order, regex: "\\\\bCMD-\\\\d{6,8}\\\\b" }]',
    },
  ],
  stage: 'before-write',
  reads: ['comment', 'texts', 'attributes', 'customer'],
  writes: ['comment', 'texts', 'attributes'],
  open: async context => {
    const { options: given, signal } = context;
    const before = await openFinders(given);
    const findNames = createNameFinder({ dictionary: given.dictionary, keep: given.keep });
    return batch =>
      batch.map(feedback => {
        signal.throwIfAborted();
        return guarded(() => redacted(feedback, given, before, findNames));
      });
  },
});

/** In the order in which they work; names come after: the customer's own, which differs by record, then others. */
async function openFinders(given: Context<Options>['options']): Promise<readonly Finder[]> {
  return [
    findNirs,
    findIbans,
    findCards,
    findEmails,
    ...(await openPhoneFinders(given.countries)),
    findAddresses,
    ...given.patterns.map(createOrderFinder),
  ];
}

function guarded(work: () => Feedback): Feedback | Refusal {
  try {
    return work();
  } catch {
    // What was thrown may quote the text, so nothing of it is passed on.
    return { refuse: { code: 'VB2206', reason: 'the text could not be redacted; it is kept out of the warehouse' } };
  }
}

function redacted(
  feedback: Feedback,
  given: Context<Options>['options'],
  before: readonly Finder[],
  findNames: Finder,
): Feedback {
  const nameAttributes = typeof given.names === 'string' ? [given.names] : given.names;
  const own = ownNames(feedback, nameAttributes);
  const finders = [
    ...before,
    findNames,
    ...own.map(
      (name): Finder =>
        text =>
          findOwnName(text, name),
    ),
  ];
  const listed = new Set(given.attributes);
  const isText = ([name, value]: readonly [string, Scalar | null]) => listed.has(name) && typeof value === 'string';
  const attributes = Object.entries(feedback.attributes).filter(([name]) => !nameAttributes.includes(name));
  const { redact } = createRedactor(finders, [
    feedback.comment ?? '',
    ...Object.values(feedback.texts).map(text => text ?? ''),
    ...attributes.filter(isText).map(([, value]) => String(value)),
  ]);
  return {
    ...feedback,
    comment: feedback.comment === null ? null : redact(feedback.comment),
    texts: Object.fromEntries(
      Object.entries(feedback.texts).map(([question, text]) => [question, text === null ? null : redact(text)]),
    ),
    attributes: Object.fromEntries(
      attributes.map(entry => [entry[0], isText(entry) ? redact(String(entry[1])) : entry[1]]),
    ),
  };
}

function ownNames(feedback: Feedback, attributes: readonly string[]): readonly string[] {
  return attributes.flatMap(name => {
    const value = feedback.attributes[name] ?? (name === 'customer' ? feedback.customer : null);
    return typeof value === 'string' ? [value] : [];
  });
}
