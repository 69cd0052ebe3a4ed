import { readdirSync, readFileSync } from 'node:fs';

/** A live process of a group. */
export interface GroupMember {
  readonly pid: number;
  /** Memory in RAM, bytes; shared pages count in each member. */
  readonly residentBytes: number;
}

const pageBytes = 4096;

/**
 * The live processes of a process group, from `/proc`; zombies do not count.
 *
 * @param leader - the group's id: the pid of its first process
 * @returns empty when none is left, and on systems without `/proc`
 */
export function processGroup(leader: number): readonly GroupMember[] {
  return numbersIn('/proc').flatMap(pid => {
    const fields = statOf(pid);
    return fields && fields.group === leader && fields.state !== 'Z'
      ? [{ pid, residentBytes: fields.residentBytes }]
      : [];
  });
}

/** Kills every process of a group at once; says nothing when it is gone already. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Already gone, or a system without groups, where Puppeteer ends the tree itself.
  }
}

function statOf(pid: number): { state: string; group: number; residentBytes: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, field 2, stands in parentheses and may hold spaces; field 3 (state) follows the last of them.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, group: Number(fields[2]), residentBytes: Number(fields[21]) * pageBytes };
  } catch {
    return null;
  }
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
