import type { NodeResult } from '../../core/plan/result.ts';

/** Notes of a step that cross, and the length of one; a run of 200 steps then ends in one payload. */
const [mostNotes, longestNote] = [8, 200];

/**
 * A result as it crosses the server. Counts, parts and reports are as many as the plan says; notes quote a source, whose
 * columns may be many and long, and are cut.
 */
export function boundedResult(result: NodeResult): NodeResult {
  const notes = result.notes.map(note => (note.length > longestNote ? `${note.slice(0, longestNote - 1)}…` : note));
  if (notes.length <= mostNotes) return { ...result, notes };
  const left = notes.length - mostNotes + 1;
  return { ...result, notes: [...notes.slice(0, mostNotes - 1), `and ${left} more notes`] };
}
