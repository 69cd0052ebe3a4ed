import type { Feedback, Origin, Reject } from '../model/feedback.ts';
import type { Batch, BatchEnd } from './batch.ts';
import type { Encoder } from './encode-batch.ts';
import { unstorable } from './enrich-rows.ts';
import { cleanFeedback } from './feedback-row.ts';

interface Gatherer {
  readonly add: (feedback: Feedback, origin: Origin) => void;
  readonly size: number;
  /** Records so far of which a text is stored in another form than it came in. */
  readonly cleaned: number;
  readonly take: (end: BatchEnd) => Batch;
}

/**
 * Gathers records into batches. Each is encoded as it comes, so that its objects may die young.
 *
 * @param keep - enrichments will want the feedback of new and changed records
 */
export function createGatherer(encoder: Encoder, keep: boolean): Gatherer {
  const none = () => ({ origins: [] as Origin[], feedback: [] as Feedback[], rejects: [] as Reject[] });
  let now = none();
  let cleaned = 0;
  return {
    add: (feedback, origin) => {
      const done = encoder.add(feedback);
      if (done === 'refused') {
        now.rejects.push(unstorable(feedback, origin));
        return;
      }
      if (done === 'cleaned') cleaned += 1;
      now.origins.push(origin);
      if (keep) now.feedback.push(done === 'cleaned' ? cleanFeedback(feedback) : feedback);
    },
    get size() {
      return now.origins.length + now.rejects.length;
    },
    get cleaned() {
      return cleaned;
    },
    take: end => {
      const { origins, feedback, rejects } = now;
      now = none();
      return {
        ...{ encoded: encoder.take(), origins, feedback: keep ? feedback : null },
        ...{ rejects: [...end.rejects, ...rejects], filtered: end.filtered, state: end.state },
      };
    },
  };
}
