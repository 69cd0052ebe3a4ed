import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Feedback } from '../../../core/model/feedback.ts';
import { cleanText, copyCell, isPlain } from '../../../core/warehouse/clean-text.ts';
import { createEncoder, linesOf } from '../../../core/warehouse/encode-batch.ts';
import { feedback } from './load-fixture.ts';

const encoder = (chainDigest = '') =>
  createEncoder({ streamId: 7, runSeq: 3, chainDigest, customerHash: () => 'ab'.repeat(16) });

const encode = async (feedbacks: readonly Feedback[], chainDigest?: string) => {
  const encoded = await encoder(chainDigest)(feedbacks);
  const rows = [...encoded.externalIds.keys()];
  return { ...encoded, rows, hashes: rows.map(encoded.hashOf), text: Buffer.concat(linesOf(encoded, rows)).toString() };
};

test('a line has the cells of COPY: tabs between, \\N for absent, backslash before what is special', async () => {
  const one = feedback('a\\1', {
    comment: 'x\ty\nz\r',
    touchpoint: null,
    language: null,
    answers: { nps: 9, csat: null },
    texts: {},
    attributes: { note: 'say "hi"' },
  });
  const { text, hashes } = await encode([one]);
  expect(text).toBe(
    `7\ta\\\\1\t2026-10-15T10:00:00.000Z\t\\\\x${'ab'.repeat(16)}\tweb\t\\N\t\\N\tx\\ty\\nz\\r\t{"csat":null,"nps":9}\t{}\t{"note":"say \\\\"hi\\\\""}\t\\\\x${hashes[0]}\t3\t3\n`,
  );
});

test('the hash depends on every field, on the chain, and on nothing else', async () => {
  const base = feedback('a');
  const changes: Partial<Feedback>[] = [
    { externalId: 'b' },
    { occurredAt: '2026-10-15T10:00:00.001Z' },
    { channel: 'app' },
    { touchpoint: null },
    { language: 'en' },
    { comment: '' },
    { comment: null },
    { answers: { nps: 8, csat: null } },
    { texts: { better: '' } },
    { attributes: { region: 'Sud' } },
  ];
  const { hashes } = await encode([base, ...changes.map(change => ({ ...base, ...change }))]);
  expect(new Set(hashes).size).toBe(changes.length + 1);
  expect((await encode([{ ...base }])).hashes[0]).toBe(hashes[0]);
  expect((await encode([base], 'other')).hashes[0]).not.toBe(hashes[0]);
});

test('cells that move from one column to the next make another hash', async () => {
  const { hashes } = await encode([
    feedback('a', { channel: 'web', touchpoint: null }),
    feedback('a', { channel: null, touchpoint: 'web' }),
  ]);
  expect(hashes[0]).not.toBe(hashes[1]);
});

test("records with different keys in their answers follow each other without taking each other's", async () => {
  const shapes = [{ nps: 1 }, { csat: 2, nps: 3 }, {}, { ces: 4 }, { nps: 5 }];
  const { text } = await encode(
    shapes.map((answers, index) => feedback(`k${index}`, { answers, texts: {}, attributes: {} })),
  );
  expect(
    text
      .split('\n')
      .slice(0, 5)
      .map(line => line.split('\t')[8]),
  ).toEqual(['{"nps":1}', '{"csat":2,"nps":3}', '{}', '{"ces":4}', '{"nps":5}']);
});

test('numbers that JSON cannot hold are refused, and the others keep their places', async () => {
  const { refused, externalIds, sources } = await encode([
    feedback('a'),
    feedback('b', { answers: { nps: Number.POSITIVE_INFINITY } }),
    feedback('c'),
  ]);
  expect([refused, externalIds, [...sources.subarray(0, 2)]]).toEqual([[1], ['a', 'c'], [0, 2]]);
});

test('some lines of a batch are those lines, whatever their length, and memory that is given back is used again safely', async () => {
  const encodeBatch = encoder();
  const feedbacks = Array.from({ length: 3_000 }, (_, index) =>
    feedback(`k${index}`, { comment: 'é'.repeat(index % 700) }),
  );
  const first = await encodeBatch(feedbacks);
  const all = Buffer.concat(linesOf(first, [...first.externalIds.keys()]))
    .toString()
    .split('\n');
  const odd = first.externalIds.flatMap((_id, row) => (row % 2 === 1 ? [row] : []));
  expect(Buffer.concat(linesOf(first, odd)).toString()).toBe(`${odd.map(row => all[row]).join('\n')}\n`);
  const second = await encodeBatch(feedbacks.slice(0, 10));
  const before = Buffer.concat(linesOf(second, [0, 9])).toString();
  first.free();
  await encodeBatch(feedbacks.toReversed());
  expect(Buffer.concat(linesOf(second, [0, 9])).toString()).toBe(before);
});

test('a text is clean when it has no NUL and no half pair and is composed; cleaning again changes nothing', () => {
  expect(cleanText('cafe\u0301\0 \ud800x')).toBe('café \ufffdx');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const clean = cleanText(text);
      expect(clean).toBe(
        text
          .replaceAll('\0', '')
          .replace(/\p{Surrogate}/gu, '\ufffd')
          .normalize('NFC'),
      );
      expect(cleanText(clean)).toBe(clean);
      if (isPlain(text)) expect([clean, copyCell(text)]).toEqual([text, text]);
    }),
    { numRuns: 2_000 },
  );
});

test('every character that is left alone needs neither composing nor escaping, alone or after a letter', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const text = `e${String.fromCharCode(code)}`;
    if (!isPlain(text)) continue;
    expect([text.normalize('NFC') === text, /[\0\t\n\r\\\p{Surrogate}]/u.test(text)], `U+${code.toString(16)}`).toEqual(
      [true, false],
    );
  }
});
