import { mkdir, open, rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { VerbatimError } from '../../core/errors.ts';
import { explainDiskFull } from './disk-full.ts';
import { partialPath, removeAbandoned } from './partial-path.ts';

/** A file to publish. */
export interface OutputFile {
  /** With its extension, without a folder: `lumiere-2026-10.fr.pdf`. */
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** What the system says when the folder or a name in it cannot be used, as opposed to a passing fault. */
const refusals = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ELOOP']);

/** Letters, digits, dot, dash and underscore; no dot in front. */
const nameForm = /^[a-z0-9_][a-z0-9._-]{0,127}$/i;
/** Names that Windows keeps for devices, with any extension. */
const deviceForm = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Puts files into a folder so that each is seen whole or not at all: written beside its place, flushed to disk, then
 * renamed. Nothing is renamed before all are written, so a full disk leaves every earlier file as it was.
 *
 * @param into - absolute folder, made when missing
 * @returns absolute paths, in the order of `files`
 * @throws VB5006 for a name that could leave the folder or not exist on every system; VB4009 when the disk is full
 */
export async function publishFiles(into: string, files: readonly OutputFile[]): Promise<readonly string[]> {
  for (const { name } of files) checkName(name);
  if (!isAbsolute(into)) throw new VerbatimError('VB5006', `the report folder "${into}" is not an absolute path`);
  const planned = files.map(({ name, content }) => {
    const path = join(into, name);
    return { path, partial: partialPath(path), content };
  });
  try {
    await mkdir(into, { recursive: true });
    for (const { path, partial, content } of planned) {
      await removeAbandoned(path);
      await writeFlushed(partial, content);
    }
    for (const { partial, path } of planned) await rename(partial, path);
    await flushFolder(into);
  } catch (thrown) {
    for (const { partial } of planned) await rm(partial, { force: true }).catch(() => undefined);
    throw explained(
      thrown,
      into,
      planned.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0),
    );
  }
  return planned.map(({ path }) => path);
}

function checkName(name: string): void {
  if (nameForm.test(name) && !deviceForm.test(name)) return;
  throw new VerbatimError('VB5006', `${JSON.stringify(name.slice(0, 80))} is not a file name that a report may have`, {
    hint: 'use at most 128 letters a-z, digits, dots, dashes and underscores',
  });
}

/** "wx" refuses a path that exists, a symbolic link included: nobody can make us write elsewhere. */
async function writeFlushed(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the renames themselves last; Windows has no such call and needs none. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function explained(thrown: unknown, into: string, bytes: number): unknown {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code !== undefined && refusals.has(code)) {
    return new VerbatimError('VB5006', `a report cannot be written to ${into} (${code})`, {
      hint: 'give the process the right to write there, or name another folder',
      cause: thrown,
    });
  }
  return explainDiskFull(thrown, into, bytes, 'free space there; the earlier report is untouched');
}
