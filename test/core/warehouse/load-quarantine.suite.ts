import { expect, test } from 'vitest';
import type { Feedback } from '../../../core/model/feedback.ts';
import { noCounts } from '../../../core/plan/result.ts';
import { listQuarantine } from '../../../core/warehouse/quarantine.ts';
import type { TestStores } from '../../stores.ts';
import { all, batch, feedback, load, reject, stored } from './load-fixture.ts';

/** A key of random characters, since a long run of one letter would be compressed under the limit of an index. */
function keyOf(length: number): string {
  let seed = 7;
  const characters = Array.from({ length }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (seed % 58));
  });
  return characters.join('').replaceAll('\\', '/');
}

export function loadQuarantineSuite({ open }: TestStores): void {
  test('rejected records go to the quarantine with place and reason; the same one of a later run is one entry with two attempts', async () => {
    const wh = await open();
    const rejects = [reject('1;11', 3), reject('2;12', 9)];
    expect(await load(wh, [batch([feedback('a')], { rejects })])).toEqual({
      ...noCounts,
      read: 3,
      written: 1,
      rejected: 2,
    });
    expect(await load(wh, [batch([feedback('a')], { rejects: [reject('1;11', 4)] })])).toEqual({
      ...noCounts,
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

  test('records of which the same little is kept are told apart by what was read, and that is kept nowhere', async () => {
    const wh = await open();
    const bad = (whole: string) => ({ ...reject('', 2), whole });
    await load(wh, [batch([], { rejects: [bad('1;Léa;perdu'), bad('2;Luc;cassé'), bad('1;Léa;perdu')] })]);
    const entries = await all(listQuarantine(wh, { pipeline: 'monthly' }));
    expect(entries.map(entry => entry.raw)).toEqual(['', '']);
    expect(JSON.stringify(await wh.db.selectFrom('quarantine').selectAll().execute())).not.toMatch(/perdu|cassé/);
  });

  test('what was kept of a record before is replaced by what is kept of it now', async () => {
    const wh = await open();
    await load(wh, [batch([], { rejects: [reject('1;Léa;perdu', 2)] })]);
    await load(wh, [batch([], { rejects: [{ ...reject('1', 2), whole: '1;Léa;perdu' }] })]);
    expect(await all(listQuarantine(wh, { pipeline: 'monthly' }))).toMatchObject([{ raw: '1', attempts: 2 }]);
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
    expect(await load(wh, [batch([], { rejects })])).toEqual({ ...noCounts, read: 3_000, rejected: 3_000 });
    expect(await all(listQuarantine(wh, { pipeline: 'monthly' }))).toHaveLength(2_500);
  });

  test('a record that PostgreSQL cannot store is found among thousands and rejected alone (VB2207)', async () => {
    const wh = await open();
    const feedbacks = Array.from({ length: 2_000 }, (_, index) => feedback(`k${index}`));
    feedbacks[700] = feedback(keyOf(9_000), { comment: 'secret words' });
    feedbacks[1_300] = feedback('far', { occurredAt: '+275760-09-13T00:00:00.000Z' });
    feedbacks[1_301] = feedback('not finite', { answers: { nps: Number.NaN } });
    expect(await load(wh, [batch(feedbacks)])).toEqual({ ...noCounts, read: 2_000, written: 1_997, rejected: 3 });
    const entries = await all(listQuarantine(wh, { pipeline: 'monthly' }));
    expect(entries.map(entry => [entry.code, entry.origin.line]).sort()).toEqual([
      ['VB2207', 1302],
      ['VB2207', 1303],
      ['VB2207', 702],
    ]);
    expect(JSON.stringify(entries)).not.toContain('secret words');
    expect(JSON.stringify(entries)).not.toContain('customer-');
  });

  test('records that PostgreSQL cannot store are found one by one, however many', async () => {
    const wh = await open();
    const feedbacks = Array.from({ length: 60 }, (_, index) =>
      feedback(index % 3 === 1 ? `${index}${keyOf(9_000)}` : `k${index}`),
    );
    const rejected = feedbacks.filter(one => one.externalId.length > 9_000).length;
    expect(await load(wh, [batch(feedbacks)])).toEqual({ ...noCounts, read: 60, written: 60 - rejected, rejected });
    expect(Object.keys(await stored(wh))).toHaveLength(60 - rejected);
    const lines = (await all(listQuarantine(wh, { pipeline: 'monthly' }))).map(entry => entry.origin.line!);
    expect(lines.sort((a, b) => a - b)).toEqual(Array.from({ length: rejected }, (_, index) => 3 + 3 * index));
  });

  test('a changed record that PostgreSQL cannot store is rejected and the old one stays', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a'), feedback('b')])]);
    const changed = [feedback('a', { occurredAt: '-010000-01-01T00:00:00.000Z' }), feedback('b', { comment: 'new' })];
    expect(await load(wh, [batch(changed)])).toEqual({ ...noCounts, read: 2, written: 1, rejected: 1 });
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
    ).toEqual({ ...noCounts, read: 3, written: 2, unchanged: 1 });
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
    expect(await load(wh, [batch(records)], { enrich })).toEqual({ ...noCounts, read: 3, written: 2, rejected: 1 });
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
}
