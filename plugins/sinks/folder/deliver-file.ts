import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open as openFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { VerbatimError } from '../../../core/sdk.ts';
import { halfPath, removeAbandonedHalves } from './half-file.ts';

/** Opens a file; a parameter so that a full disk can be tested. */
export type Open = (path: string, flags: number, mode?: number) => Promise<FileHandle>;

interface Work {
  readonly source: string;
  /** Real path of the folder. */
  readonly folder: string;
  readonly name: string;
  /** Hex, of the source's bytes. */
  readonly sha256: string;
  readonly signal: AbortSignal;
  readonly open: Open;
}

const chunkBytes = 64 * 1024;
/** Never through a symbolic link, and never waiting for the other end of a pipe. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const writeFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Puts a file into a folder so that a reader sees the old one or the new one, never half: copied beside it under
 * another name, flushed to the disk, then renamed. What a killed process left of an earlier copy is removed.
 *
 * @returns false when the very same bytes were there already
 * @throws VB4009 when the disk is full, VB2112 when the source is not the file that was announced, VB5006 when a folder
 * has the name or writing is not allowed
 */
export async function deliverFile(work: Work): Promise<boolean> {
  const target = join(work.folder, work.name);
  await removeAbandonedHalves(work.folder, work.name);
  if ((await digestOf(target, work)) === work.sha256) return false;
  const half = halfPath(work.folder, work.name);
  let written = 0;
  try {
    const sha256 = await copy(work, half, bytes => {
      written += bytes;
    });
    if (sha256 !== work.sha256) {
      throw new VerbatimError('VB2112', `"${work.name}" changed while it was delivered`, {
        hint: 'run the step again',
      });
    }
    await rename(half, target);
  } catch (error) {
    await unlink(half).catch(() => undefined);
    throw asDeliveryError(error, work.name, written);
  }
  await flushFolder(work.folder);
  return true;
}

/** SHA-256 of what stands there; `null` when there is nothing, or only a link, which is replaced and not followed. */
async function digestOf(target: string, { name, signal }: Work): Promise<string | null> {
  let handle: FileHandle;
  try {
    handle = await openFile(target, readFlags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP') return null;
    throw asDeliveryError(error, name, 0);
  }
  try {
    const found = await handle.stat();
    if (found.isDirectory()) {
      throw new VerbatimError('VB5006', `a folder is called "${name}", so no file of that name can be delivered`, {
        hint: 'rename the folder, or deliver into another one',
      });
    }
    return found.isFile() ? await read(handle, signal, async () => undefined) : null;
  } finally {
    await handle.close();
  }
}

async function copy(work: Work, to: string, count: (bytes: number) => void): Promise<string> {
  const source = await openFile(work.source, readFlags);
  try {
    const target = await work.open(to, writeFlags, 0o644);
    try {
      const sha256 = await read(source, work.signal, async chunk => {
        await target.writeFile(chunk);
        count(chunk.length);
      });
      await target.sync();
      return sha256;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Reads a file to its end, chunk by chunk, and gives back its SHA-256 in hex. */
async function read(handle: FileHandle, signal: AbortSignal, each: (chunk: Buffer) => Promise<void>): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
    if (bytesRead === 0) return hash.digest('hex');
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await each(chunk);
  }
}

/** Makes the rename itself outlast a power cut; systems that cannot flush a folder are left as they are. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await openFile(folder, constants.O_RDONLY).catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function asDeliveryError(error: unknown, name: string, written: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new VerbatimError('VB4009', `no space left for "${name}" after ${written} bytes`, {
      hint: 'free some space and run the step again; what was delivered before is untouched',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new VerbatimError('VB5006', `"${name}" may not be written here (${code})`, {
      hint: "give the account that runs Verbatim the right to write into the report's folder",
      cause: error,
    });
  }
  return error;
}
