import type { Feedback, Origin, Reject } from '../model/feedback.ts';
import type { ConnectorNode } from '../plan/plan.ts';
import type { Refusal } from '../plugin/text.ts';
import type { EncodedBatch } from './encode-batch.ts';

/** What a transaction writes beside the records that were added. */
export interface BatchEnd {
  readonly rejects: readonly Reject[];
  /** Records that `where` left out. */
  readonly filtered: number;
  /** Checkpoint that covers everything up to here; `null` = none, these records are read again after a stop. */
  readonly state: unknown;
}

/** Records of one transaction: best 10,000 to 50,000 of them. */
export interface Batch extends BatchEnd {
  readonly encoded: EncodedBatch;
  /** By line. */
  readonly origins: readonly Origin[];
  /** By line, as they will be stored; `null` when nothing enriches them: objects that live on cost more than all the rest. */
  readonly feedback: readonly Feedback[] | null;
}

export interface StreamOptions {
  readonly run: { readonly seq: number; readonly id: string };
  readonly node: ConnectorNode;
  readonly pipeline: string;
  /** IANA zone in which days are marked as changed. */
  readonly timezone: string;
  /** True: read from the beginning, and remove what the source no longer has. */
  readonly fullRefresh: boolean;
  /** Called with new and changed records only; same length and order out. `null` = records stay as they are. */
  readonly enrich?: ((batch: readonly Feedback[]) => Promise<readonly (Feedback | Refusal)[]>) | null;
  /** Identity of the enrichments; another one makes every record a changed one. */
  readonly chainDigest?: string;
  /** Version of the connector's state; a checkpoint of another version is not used. */
  readonly stateVersion?: number;
}
