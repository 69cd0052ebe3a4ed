import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Feedback } from '../../../core/model/feedback.ts';
import { cleanText, copyCell, isPlain } from '../../../core/warehouse/clean-text.ts';
import { chunksOf, createEncoder, type EncodedBatch } from '../../../core/warehouse/encode-batch.ts';
import { cleanFeedback, feedbackOfRow } from '../../../core/warehouse/feedback-row.ts';
import { feedback } from './load-fixture.ts';

const encoder = (chainDigest = '') =>
  createEncoder({
    streamId: 7,
    runSeq: 3,
    chainDigest,
    customers: { writeField: (_id, row) => row.fewField(new Uint8Array(16).fill(0xab), 0, 16) },
  });

const encode = (feedbacks: readonly Feedback[], chainDigest?: string) => {
  const { add, take } = encoder(chainDigest);
  const outcomes = feedbacks.map(one => add(one));
  const encoded = take();
  const rows = [...encoded.externalIds.keys()];
  return {
    ...encoded,
    outcomes,
    rows,
    hashes: rows.map(row => encoded.hashOf(row).toString('hex')),
    copied: rowsCopied(encoded, rows),
    read: rows.map(row => feedbackOfRow(encoded.contentOf(row))),
  };
};

/** What COPY gets for some rows, without the 19 bytes before and the 2 behind. */
const rowsCopied = (encoded: EncodedBatch, rows: readonly number[]): Buffer => {
  const sent = Buffer.concat(chunksOf(encoded, rows));
  expect(sent.subarray(0, 19).toString('hex')).toBe('5047434f50590aff0d0a000000000000000000');
  expect(sent.subarray(-2).toString('hex')).toBe('ffff');
  return sent.subarray(19, -2);
};

/** Four bytes of length, then the value. */
const field = (value: Buffer | string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(Buffer.byteLength(value));
  return Buffer.concat([length, Buffer.from(value)]);
};

test('a row has the fields of binary COPY: a length before each, -1 for absent, texts as they are', async () => {
  const one = feedback('a\\1', {
    comment: 'x\ty\nz\r',
    touchpoint: null,
    language: null,
    answers: { nps: 9, csat: null },
    texts: {},
    attributes: { note: 'say "hi"' },
  });
  const { copied, hashes } = encode([one]);
  const absent = Buffer.from('ffffffff', 'hex');
  // 26 years with 7 leap days and 287 days are 9,784 days; with 10 hours 845,373,600 seconds since 2000
  const at = Buffer.alloc(8);
  at.writeBigInt64BE(845_373_600_000_000n);
  const fields = [
    field(Buffer.from('00000007', 'hex')),
    ...[field('a\\1'), field(at), field(Buffer.alloc(16, 0xab)), field('web'), absent, absent, field('x\ty\nz\r')],
    ...[field('\x01{"csat":null,"nps":9}'), field('\x01{}'), field('\x01{"note":"say \\"hi\\""}')],
    ...[
      field(Buffer.from(hashes[0]!, 'hex')),
      field(Buffer.from('00000003', 'hex')),
      field(Buffer.from('00000003', 'hex')),
    ],
  ];
  expect(fields).toHaveLength(14);
  expect(copied.toString('hex')).toBe(Buffer.concat([Buffer.from('000e', 'hex'), ...fields]).toString('hex'));
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
  const { hashes } = encode([base, ...changes.map(change => ({ ...base, ...change }))]);
  expect(new Set(hashes).size).toBe(changes.length + 1);
  expect(encode([{ ...base }]).hashes[0]).toBe(hashes[0]);
  expect(encode([base], 'other').hashes[0]).not.toBe(hashes[0]);
});

test('cells that move from one column to the next make another hash', async () => {
  const { hashes } = encode([
    feedback('a', { channel: 'web', touchpoint: null }),
    feedback('a', { channel: null, touchpoint: 'web' }),
  ]);
  expect(hashes[0]).not.toBe(hashes[1]);
});

test("records with different keys in their answers follow each other without taking each other's", async () => {
  const shapes = [{ nps: 1 }, { csat: 2, nps: 3 }, {}, { ces: 4 }, { nps: 5 }];
  const { read } = encode(
    shapes.map((answers, index) => feedback(`k${index}`, { answers, texts: {}, attributes: {} })),
  );
  expect(read.map(one => JSON.stringify(one.answers))).toEqual([
    '{"nps":1}',
    '{"csat":2,"nps":3}',
    '{}',
    '{"ces":4}',
    '{"nps":5}',
  ]);
});

test('numbers of any length are written as JSON has them', () => {
  const answers = { a: -0.0000012345678901234567, b: 123_456_789_012_345_680_000, c: 7, d: -0, e: 6.5 };
  const { read } = encode([feedback('a', { answers, attributes: { yes: true, count: 1e-7 } })]);
  expect(read[0]).toMatchObject({ answers: { ...answers, d: 0 }, attributes: { yes: true, count: 1e-7 } });
});

test('numbers that JSON cannot hold are refused, and the others keep their places', async () => {
  const { outcomes, externalIds } = encode([
    feedback('a'),
    feedback('b', { answers: { nps: Number.POSITIVE_INFINITY } }),
    feedback('c'),
  ]);
  expect([outcomes, externalIds]).toEqual([
    ['added', 'refused', 'added'],
    ['a', 'c'],
  ]);
});

test('times outside the years 1 to 9999 and what is no time are refused; those inside come back', () => {
  const times = [
    ...['0000-12-31T23:59:59.999Z', '+010000-01-01T00:00:00.000Z', 'yesterday'],
    ...['0001-01-01T00:00:00.000Z', '1999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ];
  const { outcomes, read } = encode(times.map((occurredAt, index) => feedback(`k${index}`, { occurredAt })));
  expect(outcomes).toEqual(['refused', 'refused', 'refused', 'added', 'added', 'added']);
  expect(read.map(one => one.occurredAt)).toEqual(times.slice(3));
});

test('some rows of a batch are those rows, whatever their length, and memory that is given back is used again safely', async () => {
  const { add, take } = encoder();
  const encodeBatch = (feedbacks: readonly Feedback[]) => {
    for (const one of feedbacks) add(one);
    return take();
  };
  const feedbacks = Array.from({ length: 3_000 }, (_, index) =>
    feedback(`k${index}`, { comment: 'é'.repeat(index % 700) }),
  );
  const first = encodeBatch(feedbacks);
  const every = [...first.externalIds.keys()];
  expect(every.map(row => feedbackOfRow(first.contentOf(row)).comment)).toEqual(feedbacks.map(one => one.comment));
  const all = rowsCopied(first, every);
  const odd = every.filter(row => row % 2 === 1);
  const oddCopied = Buffer.concat(odd.map(row => all.subarray(first.ends[row - 1], first.ends[row])));
  expect(rowsCopied(first, odd).equals(oddCopied)).toBe(true);
  const second = encodeBatch(feedbacks.slice(0, 10));
  const before = Buffer.from(rowsCopied(second, [0, 9]));
  first.free();
  encodeBatch(feedbacks.toReversed());
  expect(rowsCopied(second, [0, 9]).equals(before)).toBe(true);
});

test('a row is read back as the feedback it was made of, but for its customer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (comment, note) => {
      const one = cleanFeedback(
        feedback('k\t\\n', { comment, channel: null, attributes: { note }, texts: { better: comment } }),
      );
      expect(encode([one]).read[0]).toEqual({ ...one, customer: null });
    }),
  );
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
      if (isPlain(text)) expect(clean).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('a cell of text COPY has a backslash before what is special', () => {
  expect(copyCell('x\ty\nz\r\\é')).toBe('x\\ty\\nz\\r\\\\é');
});

test('every character that is left alone needs neither composing nor replacing, alone or after a letter', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const text = `e${String.fromCharCode(code)}`;
    if (!isPlain(text)) continue;
    expect([text.normalize('NFC') === text, /[\0\p{Surrogate}]/u.test(text)], `U+${code.toString(16)}`).toEqual([
      true,
      false,
    ]);
  }
});
