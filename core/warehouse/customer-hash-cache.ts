import { copyOf } from './feedback-row.ts';
import type { Warehouse } from './warehouse.ts';

/** Customers whose hash is kept: about 30 MB. */
const capacity = 200_000;

/**
 * Hashes customers' ids, each once while it is remembered. When full it forgets those that were not asked for lately.
 *
 * @returns the 16 bytes, one character each
 */
export function createCustomerHashCache(wh: Pick<Warehouse, 'hashCustomer'>): (id: string) => string {
  let young = new Map<string, string>();
  let old = new Map<string, string>();
  return id => {
    let found = young.get(id);
    if (found !== undefined) return found;
    found = old.get(id) ?? wh.hashCustomer(id);
    if (young.size >= capacity / 2) {
      old = young;
      young = new Map();
    }
    young.set(copyOf(id), found);
    return found;
  };
}
