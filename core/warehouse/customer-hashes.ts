import type { Warehouse } from './warehouse.ts';

export const customerHashBytes = 16;

/** Hashes of customers' ids. */
export interface CustomerHashes {
  /** Holds the hash that was asked for last; the next one may write over it. */
  readonly bytes: Uint8Array;
  /** Where in `bytes` the hash of an id begins. */
  readonly placeOf: (id: string) => number;
}

/** A place is a cache line: how long the id is, the id, its hash. */
const placeBytes = 64;
const hashAt = placeBytes - customerHashBytes;
const longestId = hashAt - 1;

/** A power of two: 16 MB of places. */
const places = 1 << 18;

/**
 * Hashes customers' ids, most of them once: each id has one place, where it is found again until another takes it.
 * Bytes in one piece, since a map of a hundred thousand texts keeps the collector at work.
 */
export function createCustomerHashes(wh: Pick<Warehouse, 'hashCustomer'>): CustomerHashes {
  // The last one is for ids that fit into none.
  const bytes = new Uint8Array((places + 1) * placeBytes);
  const spare = places * placeBytes;
  const write = (id: string, place: number): number => {
    const hash = wh.hashCustomer(id);
    for (let index = 0; index < customerHashBytes; index += 1) bytes[place + hashAt + index] = hash.charCodeAt(index);
    return place + hashAt;
  };
  const holds = (place: number, id: string): boolean => {
    if (bytes[place] !== id.length) return false;
    for (let index = 0; index < id.length; index += 1) {
      if (bytes[place + 1 + index] !== id.charCodeAt(index)) return false;
    }
    return true;
  };
  return {
    bytes,
    placeOf: id => {
      const slot = slotOf(id);
      if (slot === null) return write(id, spare);
      const place = slot * placeBytes;
      if (holds(place, id)) return place + hashAt;
      bytes[place] = id.length;
      for (let index = 0; index < id.length; index += 1) bytes[place + 1 + index] = id.charCodeAt(index);
      return write(id, place);
    },
  };
}

/** The place of an id by its FNV-1a hash; `null` for one that is empty, long or not of single bytes. */
function slotOf(id: string): number | null {
  if (id.length === 0 || id.length > longestId) return null;
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    if (code > 255) return null;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & (places - 1);
}
