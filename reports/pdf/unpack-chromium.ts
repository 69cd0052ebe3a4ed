import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { explainDiskFull } from './disk-full.ts';
import { makeWholeFolder } from './whole-folder.ts';

/** What the packaged Chromium takes once unpacked, about. */
const unpackedBytes = 200_000_000;

/** A Chromium that was unpacked from the npm package. */
export interface UnpackedChromium {
  /** Absolute path of the executable. */
  readonly path: string;
  /** Folder with the shared libraries that a bare machine lacks, for `LD_LIBRARY_PATH`. */
  readonly libraries: string;
  /** First number of the version that it must report. */
  readonly major: string;
}

/** Where the npm package that holds a Chromium is, and its version; `null` when it is not installed. */
export function chromiumPackage(): { readonly folder: string; readonly version: string } | null {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', '..');
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version: manifest.version };
  } catch {
    return null;
  }
}

/**
 * Unpacks the packaged Chromium once into a folder named for its version; about 200 MB and 3 s the first time.
 * The package's own unpacking reuses whatever lies in the system's folder for temporary files, of any version.
 *
 * @param cache - absolute folder for caches
 */
export async function unpackChromium(
  cache: string,
  source: { readonly folder: string; readonly version: string },
): Promise<UnpackedChromium> {
  const folder = join(cache, `chromium-${source.version}`);
  const fill = async (into: string) => {
    await inflate(join(source.folder, 'bin', 'chromium.br'), join(into, 'chromium'));
    for (const [name, content] of await packed(source.folder, 'al2023')) {
      await writeFile(join(into, basename(name)), content, { mode: 0o755 });
    }
  };
  const hint = 'free space there, or install Google Chrome or Chromium';
  await makeWholeFolder(folder, fill).catch(thrown => {
    throw explainDiskFull(thrown, cache, unpackedBytes, hint);
  });
  return { path: join(folder, 'chromium'), libraries: folder, major: source.version.split('.')[0]! };
}

/** The files of one of the package's archives, `al2023` (libraries) or `fonts`, by their names, which are not to be trusted. */
export async function packed(folder: string, archive: 'al2023' | 'fonts'): Promise<ReadonlyMap<string, Buffer>> {
  const { list } = await import('tar');
  const files: Promise<readonly [string, Buffer]>[] = [];
  await list({
    file: join(folder, 'bin', `${archive}.tar.br`),
    strict: true,
    onReadEntry: entry => {
      if (entry.type !== 'File' && entry.type !== 'OldFile') return;
      files.push(entry.concat().then(content => [entry.path, content] as const));
    },
  });
  return new Map(await Promise.all(files));
}

async function inflate(from: string, to: string): Promise<void> {
  const chunk = 2 ** 21;
  await pipeline(
    createReadStream(from, { highWaterMark: chunk }),
    createBrotliDecompress({ chunkSize: chunk }),
    createWriteStream(to, { mode: 0o755, highWaterMark: chunk }),
  );
  // On disk before the rename shows it: else a power cut could leave a short file under the final name.
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
