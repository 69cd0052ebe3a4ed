import { expect, test } from 'vitest';
import { storeExists } from '../../../core/warehouse/store-exists.ts';
import type { TestStores } from '../../stores.ts';

/** Asking for a store, on whichever kind. */
export function storeExistsSuite({ target }: TestStores): void {
  test('a store that was made is there; one of another client is not, and asking does not make it', async () => {
    const made = await target();
    const other = { ...made, client: 'other', dir: `${made.dir}-other` };
    expect([await storeExists(made), await storeExists(other), await storeExists(other)]).toEqual([true, false, false]);
  });

  test('a client whose name gives no schema is refused (VB1211) on a server, and has no store on this machine', async () => {
    const made = await target();
    const asked = storeExists({ ...made, client: 'x'.repeat(60), dir: `${made.dir}-long` });
    if (made.url === null) await expect(asked).resolves.toBe(false);
    else await expect(asked).rejects.toMatchObject({ code: 'VB1211' });
  });
}
