import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { VerbatimError } from '../../../core/sdk.ts';

/** Bytes read at once: each read costs the same, however much it brings. */
const readSize = 1_048_576;
/**
 * Bytes handed out at once. Rows of a batch end with a piece, so it bounds how much a batch exceeds its size; and the
 * text of a larger one would get memory of its own from the system, and give it back, each time.
 */
const pieceSize = 131_072;
/** For what only looks at bytes. */
export const largePiece = readSize;
const headSize = 65_536;

/** A regular file inside the project, open for reading. */
export interface OpenFile {
  /** Relative to the project, with `/`. */
  readonly name: string;
  /** When it was opened. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly handle: FileHandle;
  /** Its first bytes, at most 64 KiB. */
  readonly head: () => Promise<Buffer>;
  /** Throws VB2112 when its size or time changed since it was opened. */
  readonly assertUnchanged: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a file below a folder. What it is gets decided on the open file, not on its name.
 *
 * @param root - absolute folder
 * @param name - relative to it
 * @throws VB1407 when the file lies elsewhere, VB2001 when it is no regular file or cannot be read, VB2002 when missing
 */
export async function openInside(root: string, name: string): Promise<OpenFile> {
  const handle = await openSafely(root, name);
  const { size, mtimeMs } = await handle.stat();
  const head = async (): Promise<Buffer> => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(headSize, size)), 0, null, 0);
    return buffer.subarray(0, bytesRead);
  };
  const assertUnchanged = async (): Promise<void> => {
    const now = await handle.stat();
    if (now.size === size && now.mtimeMs === mtimeMs) return;
    throw new VerbatimError('VB2112', `the file changed while it was read (${size} bytes before, ${now.size} now)`, {
      hint: 'put a file into the folder only when it is complete: write it elsewhere, then rename it',
      at: { file: name },
    });
  };
  return { name, size, mtimeMs, handle, head, assertUnchanged, close: () => handle.close() };
}

/** The bytes of a file from an offset on; each piece is valid until the next one is asked for. */
export async function* piecesOf(
  file: OpenFile,
  from: number,
  signal: AbortSignal,
  most = pieceSize,
): AsyncGenerator<Buffer> {
  const size = Math.min(readSize, Math.max(file.size, 1));
  const buffers = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)] as const;
  const readAt = (turn: number, position: number) => file.handle.read(buffers[turn % 2]!, 0, size, position);
  let position = from;
  let ahead = readAt(0, position);
  try {
    for (let turn = 0; ; turn++) {
      signal.throwIfAborted();
      const { bytesRead } = await ahead;
      if (bytesRead === 0) return;
      position += bytesRead;
      // the next piece is read while this one is worked on
      ahead = readAt(turn + 1, position);
      const bytes = buffers[turn % 2]!.subarray(0, bytesRead);
      for (let at = 0; at < bytesRead; at += most) {
        signal.throwIfAborted();
        yield bytes.subarray(at, at + most);
      }
    }
  } finally {
    // the memory must not be given back while a read may still fill it
    await ahead.catch(() => undefined);
  }
}

async function openSafely(root: string, name: string): Promise<FileHandle> {
  try {
    const base = await realpath(root);
    const real = await realpath(resolve(base, name));
    if (!isBelow(base, real)) throw leaves(name);
    // without O_NONBLOCK the opening of a FIFO waits for a writer for ever
    const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const stat = await handle.stat();
      if (!stat.isFile())
        throw new VerbatimError('VB2001', `not a regular file: ${kindOf(stat)}`, { at: { file: name } });
      // between the two look-ups the path may have been turned into a link that leads elsewhere
      if ((await realpath(real)) !== real) throw leaves(name);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw asSourceError(error, name);
  }
}

/** True when a real path lies in a real folder. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The error for a path that leaves the project. */
export const leaves = (path: string): VerbatimError =>
  new VerbatimError('VB1407', `"${path}" leads out of the project`, {
    hint: 'paths are relative to the folder of the project and stay in it, links included',
  });

function kindOf(stat: { isDirectory(): boolean; isFIFO(): boolean }): string {
  return stat.isDirectory()
    ? 'a folder; name the files in it, as in folder/*.csv'
    : stat.isFIFO()
      ? 'a FIFO'
      : 'a device';
}

/** What the file system says, as an error of the catalogue. */
export function asSourceError(error: unknown, name: string): unknown {
  if (error instanceof VerbatimError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new VerbatimError('VB2002', `there is no file "${name}"`, {
      hint: 'paths are relative to the folder of the project',
      cause: error,
    });
  }
  return new VerbatimError('VB2001', `the file cannot be read (${String(error.code)})`, {
    at: { file: name },
    hint: 'see who may read it',
    cause: error,
  });
}
