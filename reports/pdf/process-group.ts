import { readdirSync, readFileSync } from 'node:fs';

/** A live process of a group. */
export interface GroupMember {
  readonly pid: number;
  /** Memory in RAM that it shares with no other process, bytes. */
  readonly privateBytes: number;
}

/**
 * The live processes of a process group, from `/proc`; zombies do not count.
 *
 * @param leader - the group's id: the pid of its first process
 * @returns empty when none is left, and on systems without `/proc`
 */
export function processGroup(leader: number): readonly GroupMember[] {
  return numbersIn('/proc')
    .filter(pid => isLiveMember(pid, leader))
    .map(pid => ({ pid, privateBytes: privateBytesOf(pid) }));
}

/** Kills every process of a group at once; says nothing when it is gone already. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Already gone, or a system without groups, where Puppeteer ends the tree itself.
  }
}

function isLiveMember(pid: number, leader: number): boolean {
  const text = textOf(`/proc/${pid}/stat`);
  // The name, field 2, stands in parentheses and may hold spaces; state, parent and group follow the last of them.
  const [state, , group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(group) === leader && state !== 'Z';
}

const privateBytesOf = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
