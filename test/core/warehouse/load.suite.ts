import { expect, test } from 'vitest';
import type { Feedback } from '../../../core/model/feedback.ts';
import { openStream } from '../../../core/warehouse/load.ts';
import { listQuarantine } from '../../../core/warehouse/quarantine.ts';
import { startRun } from '../../../core/warehouse/runs.ts';
import type { TestStores } from '../../stores.ts';
import { batch, feedback, load, options, stored, testNode, testPlan, writeAll } from './load-fixture.ts';

const counts = { read: 0, written: 0, unchanged: 0, rejected: 0, deduplicated: 0, filtered: 0 };
const reject = (raw: string, line: number) => ({
  code: 'VB2202',
  reason: 'outside 0 to 10',
  origin: { file: 'a.csv', line },
  raw,
});
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

export function loadSuite({ open, kind }: TestStores): void {
  test('a feedback comes back as it went in: quotes, tabs, line breaks, backslashes, emoji and absent answers', async () => {
    const wh = await open();
    const comment = 'tab\there\nbreak\r\nback\\slash \\N "quoted" \'single\' 👍🏽 العربية';
    await load(wh, [
      batch([
        feedback('a\\b\t1', {
          comment,
          texts: { better: 'x\\ny' },
          attributes: { 'ré"gion': 'L\\I\nle', n: -0.5, yes: false, gone: null },
        }),
      ]),
    ]);
    const row = await wh.db.selectFrom('feedback').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      external_id: 'a\\b\t1',
      occurred_at: new Date('2026-10-15T10:00:00.000Z'),
      channel: 'web',
      touchpoint: 'delivery',
      language: 'fr',
      comment,
      answers: { nps: 9, csat: null },
      texts: { better: 'x\\ny' },
      attributes: { 'ré"gion': 'L\\I\nle', n: -0.5, yes: false, gone: null },
    });
    expect(row.customer_key).toEqual(wh.hashCustomer('customer-a\\b\t1'));
    expect(row.content_hash).toHaveLength(16);
  });

  test('a feedback without anything but key and time is stored with NULLs', async () => {
    const wh = await open();
    const bare = feedback('a', {
      customer: null,
      channel: null,
      touchpoint: null,
      language: null,
      comment: null,
      answers: {},
      texts: {},
      attributes: {},
    });
    await load(wh, [batch([bare])]);
    expect(await wh.db.selectFrom('feedback').selectAll().executeTakeFirstOrThrow()).toMatchObject({
      customer_key: null,
      channel: null,
      touchpoint: null,
      language: null,
      comment: null,
      answers: {},
      texts: {},
      attributes: {},
    });
  });

  test('the stream and its questions are registered, with scale, wording and prior', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a')])]);
    expect(await wh.db.selectFrom('stream').selectAll().execute()).toMatchObject([
      { pipeline: 'monthly', source: 'surveys', name: 'answers', feeds: 'feedback' },
    ]);
    expect(await wh.db.selectFrom('question').selectAll().orderBy('id').execute()).toMatchObject([
      { id: 'better', kind: 'text', scale_min: null, scale_max: null, wording: null, prior: 'negative' },
      { id: 'nps', kind: 'score', scale_min: 0, scale_max: 10, wording: 'Would you recommend us?', prior: null },
    ]);
  });

  test('NUL bytes, half surrogate pairs and decomposed letters are mended before hashing, so a mended source is unchanged', async () => {
    const wh = await open();
    const dirty = feedback('a\0', {
      comment: 'cafe\u0301 \0 \ud83d end',
      channel: 'we\0b',
      attributes: { 'cle\u0301': 'e\u0301\0' },
    });
    await load(wh, [batch([dirty])]);
    expect(await wh.db.selectFrom('feedback').selectAll().executeTakeFirstOrThrow()).toMatchObject({
      external_id: 'a',
      comment: 'café  \ufffd end',
      channel: 'web',
      attributes: { clé: 'é' },
    });
    const clean = feedback('a', { customer: 'customer-a', comment: 'café  \ufffd end', attributes: { clé: 'é' } });
    expect(await load(wh, [batch([clean])])).toEqual({ ...counts, read: 1, unchanged: 1 });
  });

  test('an unchanged second run writes nothing: no row, no dirty day, and no record reaches the enrichments', async () => {
    const wh = await open();
    const feedbacks = Array.from({ length: 500 }, (_, index) => feedback(`k${index}`));
    expect(await load(wh, [batch(feedbacks)])).toEqual({ ...counts, read: 500, written: 500 });
    await wh.db.deleteFrom('dirty_day').execute();
    const seen: Feedback[] = [];
    const again = await load(wh, [batch(feedbacks.slice(0, 200)), batch(feedbacks.slice(200))], {
      enrich: async items => {
        seen.push(...items);
        return items;
      },
    });
    expect(again).toEqual({ ...counts, read: 500, unchanged: 500 });
    expect(seen).toEqual([]);
    expect(await wh.db.selectFrom('dirty_day').selectAll().execute()).toEqual([]);
  });

  test('the order of answers and attributes in a record changes nothing', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a', { answers: { nps: 1, csat: 2 }, attributes: { x: 1, y: 'z' } })])]);
    const turned = feedback('a', { answers: { csat: 2, nps: 1 }, attributes: { y: 'z', x: 1 } });
    expect(await load(wh, [batch([turned])])).toMatchObject({ unchanged: 1 });
  });

  test('"not asked" and "asked, no answer" are different contents', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a', { answers: { nps: 1 } })])]);
    expect(await load(wh, [batch([feedback('a', { answers: { nps: 1, csat: null } })])])).toMatchObject({ written: 1 });
  });

  test('another chain of enrichments makes every record a changed one', async () => {
    const wh = await open();
    const enrich = async (items: readonly Feedback[]) => items;
    await load(wh, [batch([feedback('a'), feedback('b')])], { chainDigest: '["redact@1"]', enrich });
    expect(
      await load(wh, [batch([feedback('a'), feedback('b')])], { chainDigest: '["redact@1"]', enrich }),
    ).toMatchObject({ unchanged: 2 });
    expect(
      await load(wh, [batch([feedback('a'), feedback('b')])], { chainDigest: '["redact@2"]', enrich }),
    ).toMatchObject({ written: 2 });
  });

  test('a changed record replaces the old one and takes its annotations and segments with it; others keep theirs', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a'), feedback('b')])]);
    const { id: stream_id } = await wh.db.selectFrom('stream').select('id').executeTakeFirstOrThrow();
    const derived = {
      question: 'comment',
      step: 'sentiment',
      model: 'm@1',
      rank: 0,
      label: 'neutral' as const,
      score: 0,
      probability: null,
      margin: null,
      needs_review: false,
      mixed: false,
      because: '[]',
      clauses: '[]',
    };
    for (const external_id of ['a', 'b']) {
      await wh.db
        .insertInto('annotation')
        .values({ stream_id, external_id, ...derived })
        .execute();
      await wh.db
        .insertInto('segment_membership')
        .values({ stream_id, external_id, scheme: 'loyalty', segment: 'gold' })
        .execute();
    }
    expect(await load(wh, [batch([feedback('a', { comment: 'better now' }), feedback('b')])])).toEqual({
      ...counts,
      read: 2,
      written: 1,
      unchanged: 1,
    });
    expect(await stored(wh)).toEqual({ a: 'better now', b: 'comment of b' });
    expect(await wh.db.selectFrom('annotation').select('external_id').execute()).toEqual([{ external_id: 'b' }]);
    expect(await wh.db.selectFrom('segment_membership').select('external_id').execute()).toEqual([
      { external_id: 'b' },
    ]);
    const runs = await wh.db
      .selectFrom('feedback')
      .select(['external_id', 'first_run', 'last_run'])
      .orderBy('external_id')
      .execute();
    expect(runs[0]!.last_run).toBeGreaterThan(runs[0]!.first_run);
    expect(runs[1]!.last_run).toBe(runs[1]!.first_run);
  });

  test('of records with one key in a batch the last wins and the others are counted as deduplicated', async () => {
    const wh = await open();
    const twice = [
      feedback('a', { comment: '1' }),
      feedback('b'),
      feedback('a', { comment: '2' }),
      feedback('a', { comment: '3' }),
    ];
    expect(await load(wh, [batch(twice)])).toEqual({ ...counts, read: 4, written: 2, deduplicated: 2 });
    expect(await stored(wh)).toEqual({ a: '3', b: 'comment of b' });
  });

  test('of records with one key in different batches of a run the last wins, and written counts distinct keys', async () => {
    const wh = await open();
    const batches = [
      batch([feedback('a', { comment: '1' }), feedback('b')]),
      batch([feedback('a', { comment: '2' }), feedback('b')]),
      batch([feedback('c'), feedback('a', { comment: '3' })]),
    ];
    expect(await load(wh, batches)).toEqual({ ...counts, read: 6, written: 3, deduplicated: 3 });
    expect(await stored(wh)).toEqual({ a: '3', b: 'comment of b', c: 'comment of c' });
  });

  test('a date that is corrected moves the record instead of doubling it, and marks the old day and the new one', async () => {
    const wh = await open();
    // 22:59:59.999 Z is 23:59 in Paris in winter, 23:00 Z is midnight of the next day.
    await load(wh, [
      batch([
        feedback('a', { occurredAt: '2026-11-30T22:59:59.999Z' }),
        feedback('b', { occurredAt: '2026-11-30T23:00:00.000Z' }),
      ]),
    ]);
    const days = () => wh.db.selectFrom('dirty_day').select('day').orderBy('day').execute();
    expect(await days()).toEqual([{ day: '2026-11-30' }, { day: '2026-12-01' }]);
    await wh.db.deleteFrom('dirty_day').execute();
    await load(wh, [batch([feedback('a', { occurredAt: '2026-12-05T12:00:00.000Z' })])]);
    expect(await days()).toEqual([{ day: '2026-11-30' }, { day: '2026-12-05' }]);
    expect(await wh.db.selectFrom('feedback').select('external_id').execute()).toHaveLength(2);
  });

  test("days are those of the pipeline's zone, also where a zone is 5:45 or 14 hours from UTC and before zones were whole quarters", async () => {
    const wh = await open();
    // Kathmandu is 5:45 ahead: 18:14 Z is 23:59 of the 15th, 18:15 Z is midnight of the 16th.
    await load(
      wh,
      [
        batch([
          feedback('a', { occurredAt: '2026-10-15T18:14:59.999Z' }),
          feedback('b', { occurredAt: '2026-10-16T18:15:00.000Z' }),
        ]),
      ],
      { timezone: 'Asia/Kathmandu' },
    );
    // Paris was 9 min 21 s ahead until 1911: 23:50:39 Z is midnight of the 2nd.
    await load(wh, [
      batch([
        feedback('c', { occurredAt: '1905-01-01T23:50:38.000Z' }),
        feedback('d', { occurredAt: '1905-01-02T23:50:39.000Z' }),
      ]),
    ]);
    const days = await wh.db.selectFrom('dirty_day').select('day').orderBy('day').execute();
    expect(days.map(one => one.day)).toEqual(['1905-01-01', '1905-01-03', '2026-10-15', '2026-10-17']);
  });

  test('rejected records go to the quarantine with place and reason; the same one of a later run is one entry with two attempts', async () => {
    const wh = await open();
    const rejects = [reject('1;11', 3), reject('2;12', 9)];
    expect(await load(wh, [batch([feedback('a')], { rejects })])).toEqual({
      ...counts,
      read: 3,
      written: 1,
      rejected: 2,
    });
    expect(await load(wh, [batch([feedback('a')], { rejects: [reject('1;11', 4)] })])).toEqual({
      ...counts,
      read: 2,
      unchanged: 1,
      rejected: 1,
    });
    const entries = await all(listQuarantine(wh, { pipeline: 'monthly' }));
    expect(entries).toEqual([
      {
        id: expect.any(Number),
        run: expect.stringMatching(/^[0-9A-Z]{26}$/),
        source: 'surveys',
        stream: 'answers',
        origin: { file: 'a.csv', line: 4, record: null, page: null },
        code: 'VB2202',
        reason: 'outside 0 to 10',
        raw: '1;11',
        attempts: 2,
      },
    ]);
  });

  test('a record that comes back bad after it was mended is open again', async () => {
    const wh = await open();
    await load(wh, [batch([], { rejects: [reject('1;11', 3)] })]);
    await load(wh, [batch([feedback('1')])]);
    expect(await all(listQuarantine(wh, { pipeline: 'monthly' }))).toEqual([]);
    await load(wh, [batch([], { rejects: [reject('1;11', 3)] })]);
    expect(await all(listQuarantine(wh, { pipeline: 'monthly' }))).toMatchObject([{ raw: '1;11', attempts: 2 }]);
  });

  test('of a rejected record 10 kB are kept, cut between two characters and free of NUL', async () => {
    const wh = await open();
    await load(wh, [batch([], { rejects: [reject(`\0x${'é'.repeat(6_000)}`, 2)] })]);
    const [entry] = await all(listQuarantine(wh, { pipeline: 'monthly' }));
    // One byte for x and two for each é: 4,999 of them fit into 9,999 bytes.
    expect(entry!.raw).toBe(`x${'é'.repeat(4_999)}`);
  });

  test('many rejected records, the same ones among them, are counted each and kept once', async () => {
    const wh = await open();
    const rejects = Array.from({ length: 3_000 }, (_, index) => reject(`${index % 2_500};11`, index));
    expect(await load(wh, [batch([], { rejects })])).toEqual({ ...counts, read: 3_000, rejected: 3_000 });
    expect(await all(listQuarantine(wh, { pipeline: 'monthly' }))).toHaveLength(2_500);
  });

  test('a record that PostgreSQL cannot store is found among thousands and rejected alone (VB2207)', async () => {
    const wh = await open();
    const feedbacks = Array.from({ length: 2_000 }, (_, index) => feedback(`k${index}`));
    // Random, since a long run of one letter would be compressed under the limit of an index.
    let seed = 7;
    const longKey = Array.from({ length: 9_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return String.fromCharCode(33 + (seed % 58));
    }).join('');
    feedbacks[700] = feedback(longKey.replaceAll('\\', '/'), { comment: 'secret words' });
    feedbacks[1_300] = feedback('far', { occurredAt: '+275760-09-13T00:00:00.000Z' });
    feedbacks[1_301] = feedback('not finite', { answers: { nps: Number.NaN } });
    expect(await load(wh, [batch(feedbacks)])).toEqual({ ...counts, read: 2_000, written: 1_997, rejected: 3 });
    const entries = await all(listQuarantine(wh, { pipeline: 'monthly' }));
    expect(entries.map(entry => [entry.code, entry.origin.line]).sort()).toEqual([
      ['VB2207', 1302],
      ['VB2207', 1303],
      ['VB2207', 702],
    ]);
    expect(JSON.stringify(entries)).not.toContain('secret words');
    expect(JSON.stringify(entries)).not.toContain('customer-');
  });

  test('a changed record that PostgreSQL cannot store is rejected and the old one stays', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a'), feedback('b')])]);
    const changed = [feedback('a', { occurredAt: '-010000-01-01T00:00:00.000Z' }), feedback('b', { comment: 'new' })];
    expect(await load(wh, [batch(changed)])).toEqual({ ...counts, read: 2, written: 1, rejected: 1 });
    expect(await stored(wh)).toEqual({ a: 'comment of a', b: 'new' });
  });

  test('enrichments get new and changed records only, and what they give back is stored under the hash of the original', async () => {
    const wh = await open();
    const seen: string[] = [];
    const enrich = async (items: readonly Feedback[]) => {
      seen.push(...items.map(item => item.externalId));
      return items.map(item => ({ ...item, comment: '[redacted]', language: 'en' }));
    };
    await load(wh, [batch([feedback('a'), feedback('b')])], { enrich });
    expect(
      await load(wh, [batch([feedback('a'), feedback('b', { comment: 'x' }), feedback('c')])], { enrich }),
    ).toEqual({ ...counts, read: 3, written: 2, unchanged: 1 });
    expect(seen).toEqual(['a', 'b', 'b', 'c']);
    expect(await stored(wh)).toEqual({ a: '[redacted]', b: '[redacted]', c: '[redacted]' });
  });

  test('a record that an enrichment refuses is rejected without its texts, and the others are stored', async () => {
    const wh = await open();
    const refuse = { code: 'VB2206', reason: 'redaction failed' };
    const enrich = async (items: readonly Feedback[]) =>
      items.map(item => (item.externalId === 'b' ? { refuse } : { ...item, comment: 'ok' }));
    const records = [
      feedback('a'),
      feedback('b', { comment: 'my card is 4111', texts: { better: 'call 0612' } }),
      feedback('c'),
    ];
    expect(await load(wh, [batch(records)], { enrich })).toEqual({ ...counts, read: 3, written: 2, rejected: 1 });
    expect(await stored(wh)).toEqual({ a: 'ok', c: 'ok' });
    const [entry] = await all(listQuarantine(wh, { pipeline: 'monthly' }));
    expect(entry).toMatchObject({ code: 'VB2206', origin: { file: 'a.csv', line: 3 } });
    expect(entry!.raw).not.toMatch(/4111|0612|customer-b/);
    expect(JSON.parse(entry!.raw)).toMatchObject({ externalId: 'b', answers: { nps: 9, csat: null } });
  });

  test('an enrichment gets texts that are already mended, and cannot give a record another key', async () => {
    const wh = await open();
    const texts: (string | null)[] = [];
    const enrich = async (items: readonly Feedback[]) =>
      items.map(item => {
        texts.push(item.comment);
        return { ...item, externalId: 'stolen' };
      });
    await load(wh, [batch([feedback('a', { comment: 'e\u0301\0' }), feedback('b', { comment: 'plain' })])], { enrich });
    expect(texts).toEqual(['é', 'plain']);
    expect(Object.keys(await stored(wh))).toEqual(['a', 'b']);
  });

  test('an enrichment that loses items is stopped before anything is written (VB3004)', async () => {
    const wh = await open();
    const enrich = async (items: readonly Feedback[]) => items.slice(1);
    await expect(load(wh, [batch([feedback('a'), feedback('b')])], { enrich })).rejects.toMatchObject({
      code: 'VB3004',
    });
    expect(await stored(wh)).toEqual({});
  });

  test('an incremental stream keeps what the source no longer has; a full one and a full refresh remove it and mark its day', async () => {
    const wh = await open();
    const old = feedback('old', { occurredAt: '2026-10-02T10:00:00.000Z' });
    const records = [feedback('a'), feedback('b')];
    for (const changes of [{ node: { ...testNode, mode: 'full' as const } }, { fullRefresh: true }]) {
      await load(wh, [batch([...records, old])]);
      await load(wh, [batch(records)]);
      expect(Object.keys(await stored(wh))).toEqual(['a', 'b', 'old']);
      await wh.db.deleteFrom('dirty_day').execute();
      expect(await load(wh, [batch(records.slice(0, 1)), batch(records.slice(1))], changes)).toEqual({
        ...counts,
        read: 2,
        unchanged: 2,
      });
      expect(Object.keys(await stored(wh))).toEqual(['a', 'b']);
      expect(await wh.db.selectFrom('dirty_day').select('day').execute()).toEqual([{ day: '2026-10-02' }]);
      expect(await wh.db.selectFrom('seen_key').selectAll().execute()).toEqual([]);
    }
  });

  test('a full read that gave nothing removes nothing, and one that stopped half-way removes nothing', async () => {
    const wh = await open();
    const node = { ...testNode, mode: 'full' as const };
    await load(wh, [batch([feedback('a'), feedback('b')])], { node });
    expect(await load(wh, [], { node })).toEqual(counts);
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    await (await openStream(wh, options(run, { node }))).write(batch([feedback('a')]));
    await run.release();
    expect(Object.keys(await stored(wh))).toEqual(['a', 'b']);
  });

  test('a full read of which a changed record is refused keeps the old record', async () => {
    const wh = await open();
    const node = { ...testNode, mode: 'full' as const };
    await load(wh, [batch([feedback('a'), feedback('b')])], { node });
    const enrich = async (items: readonly Feedback[]) =>
      items.map(() => ({ refuse: { code: 'VB2206', reason: 'no' } }));
    await load(wh, [batch([feedback('a', { comment: 'x' })])], { node, enrich });
    expect(await stored(wh)).toEqual({ a: 'comment of a' });
  });

  test('records that the pipeline filters out are counted beside the read ones', async () => {
    const wh = await open();
    expect(await load(wh, [batch([feedback('a')], { filtered: 7 }), batch([], { filtered: 3 })])).toEqual({
      ...counts,
      read: 1,
      written: 1,
      filtered: 10,
    });
  });

  test('an attempt whose epoch is passed writes nothing more and stops with VB4004', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const first = await openStream(wh, options(run));
    await first.write(batch([feedback('a')], { state: { line: 1 } }));
    const second = await openStream(wh, options(run));
    expect([first.epoch, second.epoch]).toEqual([1, 2]);
    expect(second.state).toEqual({ line: 1 });
    await expect(first.write(batch([feedback('b')]))).rejects.toMatchObject({ code: 'VB4004' });
    await expect(first.finish()).rejects.toMatchObject({ code: 'VB4004' });
    expect(await writeAll(second, [batch([feedback('c')])])).toEqual({ ...counts, read: 2, written: 2 });
    expect(Object.keys(await stored(wh))).toEqual(['a', 'c']);
  });

  test('a step that finished and whose end was never heard finishes again with the same counts', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const first = await openStream(wh, options(run));
    const expected = await writeAll(first, [
      batch([feedback('a'), feedback('a'), feedback('b')], { state: 'end', rejects: [reject('x', 5)] }),
    ]);
    const again = await openStream(wh, options(run));
    expect(again.state).toBe('end');
    expect(await again.finish()).toEqual(expected);
  });

  test('without any checkpoint an attempt reads again from the beginning, and the counts are those of one undisturbed read', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const batches = [
      batch([feedback('a'), feedback('b', { comment: '1' })]),
      batch([feedback('b', { comment: '2' }), feedback('c')], { rejects: [reject('x', 9)] }),
      batch([feedback('d'), feedback('a')]),
    ];
    const first = await openStream(wh, options(run));
    for (const one of batches.slice(0, 2)) await first.write(one);
    const second = await openStream(wh, options(run));
    expect(second.state).toBeNull();
    expect(await writeAll(second, batches)).toEqual({ ...counts, read: 7, written: 4, rejected: 1, deduplicated: 2 });
    expect(await all(listQuarantine(wh, { pipeline: 'monthly' }))).toMatchObject([{ attempts: 1 }]);
  });

  test('batches after the last checkpoint are read again and counted once', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const batches = [
      batch([feedback('a'), feedback('b')], { state: { line: 3 } }),
      batch([feedback('c'), feedback('a')]),
      batch([feedback('d')], { state: { line: 6 } }),
    ];
    const first = await openStream(wh, options(run));
    for (const one of batches.slice(0, 2)) await first.write(one);
    const second = await openStream(wh, options(run));
    expect(second.state).toEqual({ line: 3 });
    expect(await writeAll(second, batches.slice(1))).toEqual({ ...counts, read: 5, written: 4, deduplicated: 1 });
  });

  test('a new run starts from the beginning, and so does a checkpoint of another version and a full refresh', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a')], { state: { line: 2 } })]);
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const first = await openStream(wh, options(run));
    expect(first.state).toBeNull();
    await first.write(batch([feedback('b')], { state: { line: 2 } }));
    expect((await openStream(wh, options(run, { stateVersion: 2 }))).state).toBeNull();
    const third = await openStream(wh, options(run));
    await third.write(batch([feedback('b')], { state: { line: 2 } }));
    expect((await openStream(wh, options(run, { fullRefresh: true }))).state).toBeNull();
  });

  test('a batch that fails stops all that were handed in after it, and nothing of it is in the store', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const enrich = async (items: readonly Feedback[]) => {
      if (items.some(item => item.externalId === 'b')) throw new Error('no model');
      return items;
    };
    const writer = await openStream(wh, options(run, { enrich }));
    const ended = await Promise.allSettled(['a', 'b', 'c'].map(id => writer.write(batch([feedback(id)]))));
    expect(ended.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(writer.finish()).rejects.toThrow('no model');
    expect(Object.keys(await stored(wh))).toEqual(['a']);
  });

  test('rows that vanish under the ledger are noticed at the end (VB4005)', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const writer = await openStream(wh, options(run));
    await writer.write(batch([feedback('a'), feedback('b')]));
    await wh.db.deleteFrom('feedback').where('external_id', '=', 'a').execute();
    await expect(writer.finish()).rejects.toMatchObject({
      code: 'VB4005',
      message: expect.stringContaining('2 written (1 stored)'),
    });
  });

  test('streams of one pipeline are loaded at the same time without waiting for ever', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const names = kind === 'postgres' ? ['s1', 's2', 's3', 's4'] : ['s1', 's2'];
    const results = await Promise.all(
      names.map(async source => {
        const node = { ...testNode, id: `read.${source}`, source };
        const writer = await openStream(wh, options(run, { node }));
        const days = Array.from({ length: 30 }, (_, day) =>
          feedback(`k${day}`, { occurredAt: `2026-10-${String(day + 1).padStart(2, '0')}T10:00:00.000Z` }),
        );
        return await writeAll(writer, [
          batch(days),
          batch(days.map(one => ({ ...one, comment: source }))),
          batch(days.toReversed()),
        ]);
      }),
    );
    for (const one of results) expect(one).toEqual({ ...counts, read: 90, written: 30, deduplicated: 60 });
  });
}
