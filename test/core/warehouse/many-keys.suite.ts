import { expect, test } from 'vitest';
import type { TestStores } from '../../stores.ts';
import { openFor, says } from './annotate-fixture.ts';
import { pipeline } from './given-feedback.ts';
import { batch, feedback, load } from './load-fixture.ts';

/** A statement may have 65,535 parameters; with more the server complains of something else. */
const count = 66_000;

export function manyKeysSuite({ open }: TestStores): void {
  test('66,000 keys at once are loaded, looked up, handed out and annotated: no key is a parameter', async () => {
    const wh = await open();
    const records = Array.from({ length: count }, (_, index) => feedback(`R${index}`, { comment: 'bien' }));
    expect(await load(wh, [batch(records)], { pipeline })).toMatchObject({ read: count, written: count });
    expect(await load(wh, [batch(records)], { pipeline })).toMatchObject({ unchanged: count });
    const annotator = await openFor(wh);
    const tasks = await annotator.next(count);
    const results = tasks.map(task => ({ task, annotation: says('positive', 1) }));
    expect(await annotator.write(results)).toMatchObject({ written: count });
  });
}
