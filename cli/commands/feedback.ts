import { type FeedbackRow, readFeedback } from '../../core/warehouse/feedback-read.ts';
import type { Command } from '../command.ts';
import { type WindowOptions, wholeNumber, windowOf } from '../options.ts';
import { openPipeline } from '../pipeline.ts';
import { withStored } from '../stored-warehouse.ts';
import type { Terminal } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';

interface Options extends WindowOptions {
  readonly client?: string;
  readonly limit?: string;
}

/** Prints feedback as stored: redacted, with its annotations and segments. */
export const feedback: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const { spec, ref } = await openPipeline(workspace, args[0]!, options.client ?? null);
  const window = windowOf(options, spec.timezone);
  const limit = options.limit === undefined ? {} : { limit: wholeNumber('--limit', options.limit) };
  return await withStored(workspace, ref.client, async warehouse => {
    const rows = warehouse === null ? [] : readFeedback(warehouse, { pipeline: ref.id, window, ...limit });
    await terminal.list('feedback', rows, row => showRow(terminal, row));
    return 0;
  });
};

function showRow(terminal: Terminal, row: FeedbackRow): void {
  const scores = Object.entries(row.answers).map(([question, score]) => `${question} ${score ?? '–'}`);
  const place = [row.channel, row.touchpoint].filter(Boolean).join(' · ');
  terminal.line(`${row.occurredAt.slice(0, 16)}  ${row.externalId}  ${place}  ${scores.join('  ')}`);
  if (row.comment === null) return;
  terminal.line(`    ${row.annotations[0]?.label ?? 'not scored'}: ${row.comment.replaceAll('\n', ' ')}`);
}
