import { listQuarantine } from '../../core/warehouse/quarantine.ts';
import type { Command } from '../command.ts';
import { openPipeline } from '../pipeline.ts';
import { withStored } from '../stored-warehouse.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Prints the records that were refused: where each stood, and why. */
export const quarantineList: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const { ref } = await openPipeline(workspace, args[0]!, options.client ?? null);
  return await withStored(workspace, ref.client, async warehouse => {
    const rows = warehouse === null ? [] : listQuarantine(warehouse, { pipeline: ref.id });
    const count = await terminal.list('entries', rows, ({ origin, source, code, reason }) => {
      const { file, line, record, page } = origin;
      const place = [file ?? source, line ?? record ?? page].filter(part => part !== null).join(':');
      terminal.line(`${place}  ${code}  ${reason}`);
    });
    if (count === 0) terminal.note('the quarantine is empty');
    return 0;
  });
};
