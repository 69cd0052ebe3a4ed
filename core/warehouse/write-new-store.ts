import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { initialiseStore } from './connect-pglite.ts';
import { archiveName, writeArchive } from './new-store.ts';

/* A step of the build: puts the archive of a new embedded store beside this file. Made once for a version of PGlite. */
const cache = fileURLToPath(new URL('../../../node_modules/.cache/verbatim', import.meta.url));
const kept = join(cache, archiveName());
if (!existsSync(kept)) {
  await mkdir(cache, { recursive: true });
  await writeArchive(kept, initialiseStore);
}
await copyFile(kept, fileURLToPath(new URL(archiveName(), import.meta.url)));
