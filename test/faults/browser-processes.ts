import { readdirSync, readFileSync } from 'node:fs';

/** Pids of the browsers that worker processes have started, children of browsers among them; Linux only. */
export function browsersOf(workers: readonly number[]): number[] {
  const profile = new RegExp(`verbatim-browser-(?:${workers.join('|')})-`);
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && profile.test(textOf(`/proc/${pid}/cmdline`)));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
