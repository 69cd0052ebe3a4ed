import { createHash, hash, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Warehouse } from './warehouse.ts';

const keyBytes = 32;
const hashBytes = 16;

/** Of SHA-256. */
const blockBytes = 64;
const digestBytes = 32;

/** Bytes of ids as they mostly are. */
const roomForId = 512;

/**
 * The secret under which customers' ids are hashed: `VERBATIM_CUSTOMER_KEY`, the file that
 * `VERBATIM_CUSTOMER_KEY_FILE` names, or else 32 random bytes made once in `<stateDir>/customer-key`, readable by its
 * owner alone. A text of 64 hex digits is those 32 bytes, any other text is its UTF-8 bytes.
 *
 * @param stateDir - absolute folder of the project's state (`.verbatim`)
 * @throws VB1302 when the variable is empty or its file cannot be read
 */
export async function loadCustomerKey(
  stateDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Uint8Array> {
  const given = environment.VERBATIM_CUSTOMER_KEY;
  if (given !== undefined) return keyFrom(given, 'VERBATIM_CUSTOMER_KEY');
  const file = environment.VERBATIM_CUSTOMER_KEY_FILE;
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new VerbatimError('VB1302', 'the file that VERBATIM_CUSTOMER_KEY_FILE names cannot be read', { cause });
    });
    return keyFrom(text, 'VERBATIM_CUSTOMER_KEY_FILE');
  }
  return await generatedKey(stateDir);
}

/** True when the key is not one that is made in the state's folder. */
export const isKeyGiven = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  environment.VERBATIM_CUSTOMER_KEY !== undefined || environment.VERBATIM_CUSTOMER_KEY_FILE !== undefined;

/**
 * Makes the function that hashes a customer's id: the first 16 bytes of HMAC-SHA-256, one character a byte. Put together from two
 * plain hashes, since `createHmac` makes objects for each call that cost more than the hashing.
 *
 * @see H. Krawczyk, M. Bellare, R. Canetti, "HMAC: Keyed-Hashing for Message Authentication", RFC 2104, 1997
 */
export function createCustomerHash(key: Uint8Array): (id: string) => string {
  const padded = Buffer.alloc(blockBytes);
  padded.set(key.length > blockBytes ? createHash('sha256').update(key).digest() : key);
  let inner = Buffer.concat([padded.map(byte => byte ^ 0x36), Buffer.alloc(roomForId)]);
  const outer = Buffer.concat([padded.map(byte => byte ^ 0x5c), Buffer.alloc(digestBytes)]);
  return id => {
    // A UTF-16 unit takes three bytes of UTF-8 at most.
    const room = id.length * 3;
    if (blockBytes + room > inner.length) inner = Buffer.concat([inner.subarray(0, blockBytes), Buffer.alloc(room)]);
    const end = blockBytes + inner.write(id, blockBytes, 'utf8');
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), blockBytes, 'latin1');
    return hash('sha256', outer, 'binary').slice(0, hashBytes);
  };
}

/**
 * Ties a store to its customer key at first use: with another key the same customer would count as two.
 *
 * @throws VB4006 when the store was written with another key
 */
export async function assertCustomerKey(wh: Pick<Warehouse, 'db' | 'schema'>, key: Uint8Array): Promise<void> {
  const mine = createHash('sha256').update('verbatim customer key').update(key).digest('hex').slice(0, 16);
  await wh.db
    .insertInto('setting')
    .values({ key: 'customer-key', value: JSON.stringify(mine) })
    .onConflict(conflict => conflict.column('key').doNothing())
    .execute();
  const { value } = await wh.db
    .selectFrom('setting')
    .select(sql<string>`value #>> '{}'`.as('value'))
    .where('key', '=', 'customer-key')
    .executeTakeFirstOrThrow();
  if (value !== mine) {
    throw new VerbatimError(
      'VB4006',
      `schema ${wh.schema} was written with customer key ${value}, the key at hand is ${mine}`,
      {
        hint: 'set VERBATIM_CUSTOMER_KEY to the key that the store was made with; its copy is in .verbatim/customer-key of that machine',
      },
    );
  }
}

function keyFrom(text: string, name: string): Uint8Array {
  const trimmed = text.trim();
  if (trimmed.length < 16) {
    throw new VerbatimError('VB1302', `${name} has ${trimmed.length} characters, at least 16 are needed`, {
      hint: 'make one with: openssl rand -hex 32',
    });
  }
  return /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'utf8');
}

/** Two first runs at once agree on one key: the file appears whole, and the second reads what the first made. */
async function generatedKey(stateDir: string): Promise<Uint8Array> {
  const path = join(stateDir, 'customer-key');
  const read = (): Promise<string | null> =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
  const there = await read();
  if (there !== null) return keyFrom(there, path);
  await mkdir(stateDir, { recursive: true });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  await writeFile(draft, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return keyFrom((await read()) ?? '', path);
}
