import type { RowBytes } from './row-bytes.ts';
import type { Warehouse } from './warehouse.ts';

const customerHashBytes = 16;

/** Hashes of customers' ids. */
export interface CustomerHashes {
  /** Writes the hash of an id, 16 bytes, as a field of a row. */
  readonly writeField: (id: string, row: Pick<RowBytes, 'fewField'>) => void;
}

/** A place is a cache line: how long the id is, the id, its hash. */
const placeBytes = 64;
const hashAt = placeBytes - customerHashBytes;
const longestId = hashAt - 1;

/** Powers of two: from 64 KB of places to 16 MB. A step that reads a few answers would feel those as much as a long one. */
const [fewestPlaces, mostPlaces] = [1 << 10, 1 << 18];
/** So seldom that what was known may be forgotten: some thousand ids are hashed once more. */
const growth = 16;
/** Full to this part, too many ids take each other's place. */
const fullAt = 1 / 4;

/**
 * Hashes customers' ids, most of them once: each id has one place, where it is found again until another takes it.
 * Bytes in one piece, since a map of a hundred thousand texts keeps the collector at work.
 */
export function createCustomerHashes(wh: Pick<Warehouse, 'hashCustomer'>): CustomerHashes {
  let places = fewestPlaces;
  let bytes = memoryOf(places);
  let taken = 0;
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
  const placeOf = (id: string): number => {
    const hash = hashOf(id);
    if (hash === null) return write(id, places * placeBytes);
    let place = placeAt(hash, places);
    if (holds(place, id)) return place + hashAt;
    taken += 1;
    if (taken > places * fullAt && places < mostPlaces) {
      places *= growth;
      bytes = memoryOf(places);
      place = placeAt(hash, places);
    }
    bytes[place] = id.length;
    for (let index = 0; index < id.length; index += 1) bytes[place + 1 + index] = id.charCodeAt(index);
    return write(id, place);
  };
  return {
    writeField: (id, row) => {
      const place = placeOf(id);
      row.fewField(bytes, place, customerHashBytes);
    },
  };
}

/** The last place is for ids that fit into none. */
const memoryOf = (places: number): Uint8Array => new Uint8Array((places + 1) * placeBytes);

const placeAt = (hash: number, places: number): number => ((hash ^ (hash >>> 15)) & (places - 1)) * placeBytes;

/** FNV-1a of an id; `null` for one that is empty, long or not of single bytes. */
function hashOf(id: string): number | null {
  if (id.length === 0 || id.length > longestId) return null;
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    if (code > 255) return null;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hash;
}
