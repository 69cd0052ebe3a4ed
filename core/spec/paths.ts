import type { Path } from './located.ts';

/** Options that name a file or folder, by the last word of their key. */
const pathWords: ReadonlySet<string> = new Set([
  'path',
  'paths',
  'file',
  'files',
  'folder',
  'dir',
  'directory',
  'taxonomy',
  'logo',
  'glob',
]);

/** True when an option at this path names a file or folder. */
export function namesFile(option: Path): boolean {
  const key = option.findLast(part => typeof part === 'string');
  return pathWords.has(String(key).split(/[_-]/).at(-1)!);
}

/**
 * True when a path leads out of the folder that it starts from: absolute, of a drive or share, of a home folder, or with
 * more `..` than folders. Symbolic links are looked at when the file is opened.
 *
 * @example leavesRoot('inbox/../../x') // true
 */
export function leavesRoot(path: string): boolean {
  if (/^(?:[/\\~]|[A-Za-z]:|[a-z][a-z0-9+.-]*:\/\/)/.test(path)) return true;
  let depth = 0;
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
