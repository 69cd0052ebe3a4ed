import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findAddresses } from '../../../../plugins/enrichments/redact-pii/find-addresses.ts';
import { findEmails } from '../../../../plugins/enrichments/redact-pii/find-emails.ts';
import { findCards, findIbans, findNirs } from '../../../../plugins/enrichments/redact-pii/find-identifiers.ts';
import { createNameFinder } from '../../../../plugins/enrichments/redact-pii/find-names.ts';
import { createOrderFinder } from '../../../../plugins/enrichments/redact-pii/find-orders.ts';
import { openPhoneFinders } from '../../../../plugins/enrichments/redact-pii/find-phones.ts';
import { findSpans } from '../../../../plugins/enrichments/redact-pii/redact-text.ts';

interface Labelled {
  readonly language: 'fr' | 'en';
  readonly text: string;
  readonly spans: readonly { readonly type: string; readonly from: number; readonly to: number }[];
}

interface Tally {
  labelled: number;
  found: number;
  right: number;
}

const fixture = join(import.meta.dirname, '../../../fixtures/pii.jsonl');
const sentences = readFileSync(fixture, 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Labelled);

const finders = [
  findNirs,
  findIbans,
  findCards,
  findEmails,
  ...(await openPhoneFinders(['FR', 'GB', 'US'])),
  findAddresses,
  createOrderFinder({ name: 'order', regex: '\\bCMD-\\d{6,8}\\b' }),
  createOrderFinder({ name: 'contract', regex: '\\bHB/\\d{4}/\\d{5}\\b' }),
  createNameFinder({ dictionary: [], keep: [] }),
];

/** A span counts as right only when its type and both of its ends are. */
function tallies(): Map<string, Tally> {
  const byType = new Map<string, Tally>();
  const tallyOf = (type: string): Tally => {
    const tally = byType.get(type) ?? { labelled: 0, found: 0, right: 0 };
    byType.set(type, tally);
    return tally;
  };
  for (const { text, spans } of sentences) {
    const found = findSpans(text, finders).map(span => `${span.type} ${span.from} ${span.to}`);
    for (const key of found) tallyOf(key.split(' ')[0]!).found += 1;
    for (const span of spans) {
      const tally = tallyOf(span.type);
      tally.labelled += 1;
      if (found.includes(`${span.type} ${span.from} ${span.to}`)) tally.right += 1;
    }
  }
  return byType;
}

describe('on labelled French and English sentences', () => {
  test('there are enough of them, in both languages, with and without personal data', () => {
    expect(sentences.length).toBeGreaterThanOrEqual(150);
    for (const language of ['fr', 'en']) {
      const own = sentences.filter(sentence => sentence.language === language);
      expect(own.filter(sentence => sentence.spans.length > 0).length).toBeGreaterThanOrEqual(40);
      expect(own.filter(sentence => sentence.spans.length === 0).length).toBeGreaterThanOrEqual(20);
    }
  });

  test.each(['NIR', 'IBAN', 'CARD', 'EMAIL', 'PHONE', 'ADDRESS', 'NAME', 'ORDER', 'CONTRACT'])(
    'of %s at least 95 % are found, and at least 95 % of what is found is right',
    type => {
      const { labelled, found, right } = tallies().get(type)!;
      expect(right / labelled).toBeGreaterThanOrEqual(0.95);
      expect(right / found).toBeGreaterThanOrEqual(0.95);
    },
  );

  test('overall at least 95 % are found, and at least 95 % of what is found is right', () => {
    const all = [...tallies().values()];
    const sum = (field: keyof Tally) => all.reduce((total, tally) => total + tally[field], 0);
    expect(sum('labelled')).toBeGreaterThanOrEqual(150);
    expect(sum('right') / sum('labelled')).toBeGreaterThanOrEqual(0.95);
    expect(sum('right') / sum('found')).toBeGreaterThanOrEqual(0.95);
  });

  test('sentences without personal data stay as they are', () => {
    const plain = sentences.filter(sentence => sentence.spans.length === 0);
    const touched = plain.filter(sentence => findSpans(sentence.text, finders).length > 0);
    expect(touched.map(sentence => sentence.text)).toEqual([]);
  });
});
