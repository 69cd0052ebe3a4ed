import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { constants, createBrotliCompress } from 'node:zlib';
import { VerbatimError } from '../errors.ts';

/** Makes a store of nothing in a folder, as PGlite does: seconds of work. */
export type Initialise = (folder: string) => Promise<void>;

/** The archive of an unused store that the build made; `null` when there is none, as where this runs from sources. */
function builtArchive(): string | null {
  const path = fileURLToPath(new URL(archiveName(), import.meta.url));
  return existsSync(path) ? path : null;
}

/**
 * Makes the folder of an embedded store unless there is one: unpacked from the built archive, else initialised. It
 * appears whole or not at all, so that a process that is killed meanwhile leaves no half of it. The caller holds the
 * lock of the folder.
 *
 * @throws VB4010 when the folder holds anything else
 */
export async function makeStore(folder: string, initialise: Initialise, archive = builtArchive()): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  await removeEmpty(folder);
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  if (archive === null) await initialise(draft);
  else await unpack(archive, draft);
  await rename(draft, folder);
}

/** Packs a store that was never used, for `makeStore`. */
export async function writeArchive(path: string, initialise: Initialise): Promise<void> {
  const { create } = await import('tar');
  const draft = `${path}.${process.pid}`;
  const folder = `${draft}.folder`;
  await initialise(folder);
  // Quality 5 packs 40 MB into 1.7 in a quarter of a second; the best, 11, takes 18 s for a quarter less.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 5,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  };
  await pipeline(
    create({ cwd: folder, portable: true }, ['.']),
    createBrotliCompress({ params }),
    createWriteStream(draft),
  );
  await rename(draft, path);
  await rm(folder, { recursive: true, force: true });
}

/** Of the PGlite that is installed: another one may not read it. */
export function archiveName(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as { version: string };
  return `new-store-${manifest.version}.tar.br`;
}

async function unpack(archive: string, folder: string): Promise<void> {
  const { extract } = await import('tar');
  await mkdir(folder, { mode: 0o700 });
  // A thousand small files: one by one they take a quarter of a second, waited for four times as long.
  // Strict: else a file that cannot be written, as on a full disk, is passed over.
  extract({ file: archive, cwd: folder, preserveOwner: false, sync: true, strict: true });
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return;
    if (error.code !== 'ENOTEMPTY') throw error;
    throw new VerbatimError('VB4010', `the folder ${folder} holds files and no embedded store`, {
      hint: 'move them elsewhere; the store makes its folder itself',
    });
  });
}
