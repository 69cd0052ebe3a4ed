import { expect, test } from 'vitest';
import type { Feedback } from '../../../core/model/feedback.ts';
import { noCounts } from '../../../core/plan/result.ts';
import type { TestStores } from '../../stores.ts';
import { givenAnnotations } from './given-annotations.ts';
import { batch, feedback, load, stored } from './load-fixture.ts';

export function loadContentSuite({ open }: TestStores): void {
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
    expect(Buffer.from(row.customer_key!).toString('latin1')).toBe(wh.hashCustomer('customer-a\\b\t1'));
    expect(row.content_hash).toHaveLength(16);
  });

  test('a feedback without anything but key and time is stored with NULLs', async () => {
    const wh = await open();
    const nothing = { channel: null, touchpoint: null, language: null, comment: null };
    const unasked = { answers: {}, texts: {}, attributes: {} };
    await load(wh, [batch([feedback('a', { customer: null, ...nothing, ...unasked })])]);
    const row = await wh.db.selectFrom('feedback').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ customer_key: null, ...nothing, ...unasked });
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
    expect(await load(wh, [batch([clean])])).toEqual({ ...noCounts, read: 1, unchanged: 1 });
  });

  test('an unchanged second run writes nothing: no row, no dirty day, and no record reaches the enrichments', async () => {
    const wh = await open();
    const feedbacks = Array.from({ length: 500 }, (_, index) => feedback(`k${index}`));
    expect(await load(wh, [batch(feedbacks)])).toEqual({ ...noCounts, read: 500, written: 500 });
    await wh.db.deleteFrom('dirty_day').execute();
    const seen: Feedback[] = [];
    const again = await load(wh, [batch(feedbacks.slice(0, 200)), batch(feedbacks.slice(200))], {
      enrich: async items => {
        seen.push(...items);
        return items;
      },
    });
    expect(again).toEqual({ ...noCounts, read: 500, unchanged: 500 });
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
    await givenAnnotations(wh, stream_id, [
      { id: 'a', label: 'neutral' },
      { id: 'b', label: 'neutral' },
    ]);
    const gold = { stream_id, scheme: 'loyalty', segment: 'gold' };
    await wh.db
      .insertInto('segment_membership')
      .values(['a', 'b'].map(external_id => ({ external_id, ...gold })))
      .execute();
    expect(await load(wh, [batch([feedback('a', { comment: 'better now' }), feedback('b')])])).toEqual({
      ...noCounts,
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
    expect(await load(wh, [batch(twice)])).toEqual({ ...noCounts, read: 4, written: 2, deduplicated: 2 });
    expect(await stored(wh)).toEqual({ a: '3', b: 'comment of b' });
  });

  test('of records with one key in different batches of a run the last wins, and written counts distinct keys', async () => {
    const wh = await open();
    const batches = [
      batch([feedback('a', { comment: '1' }), feedback('b')]),
      batch([feedback('a', { comment: '2' }), feedback('b')]),
      batch([feedback('c'), feedback('a', { comment: '3' })]),
    ];
    expect(await load(wh, batches)).toEqual({ ...noCounts, read: 6, written: 3, deduplicated: 3 });
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
}
