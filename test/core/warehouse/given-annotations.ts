import type { Polarity } from '../../../core/model/feedback.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';

/** What a model said of a text; an abstention has no label. */
export interface Said {
  /** Of the feedback. */
  readonly id: string;
  readonly step?: string;
  readonly model?: string;
  readonly question?: string;
  readonly rank?: number;
  readonly label: Polarity | null;
  /** From -1 to 1. */
  readonly score?: number;
  readonly clauses?: readonly unknown[];
}

/** Writes annotations of a stream as a text step does, and marks no day. */
export async function givenAnnotations(wh: Warehouse, stream: number, said: readonly Said[]): Promise<void> {
  await wh.db
    .insertInto('annotation')
    .values(said.map(one => rowOf(stream, one)))
    .execute();
}

function rowOf(stream: number, { id, label, score = 0, clauses = [], ...given }: Said) {
  return {
    ...{ stream_id: stream, external_id: id, question: 'comment', step: 'tone', model: 'm@1', rank: 0, ...given },
    ...{ label, score: label === null ? null : score, probability: null, margin: null },
    ...{ needs_review: false, mixed: false, because: JSON.stringify(['pas bon']), clauses: JSON.stringify(clauses) },
  };
}
