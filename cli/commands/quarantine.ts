import { listQuarantine } from '../../core/warehouse/quarantine.ts';
import type { Command } from '../command.ts';
import { openPipeline } from '../pipeline.ts';
import { withStored } from '../stored-warehouse.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Prints the records that were refused: where each stood, and why. In json form too it is one object a line. */
export const quarantineList: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const { ref } = await openPipeline(workspace, args[0]!, options.client ?? null);
  return await withStored(workspace, ref.client, async warehouse => {
    let entries = 0;
    for await (const entry of warehouse === null ? [] : listQuarantine(warehouse, { pipeline: ref.id })) {
      entries += 1;
      terminal.row({ ...entry });
      const { file, line, record, page } = entry.origin;
      const place = [file ?? entry.source, line ?? record ?? page].filter(part => part !== null).join(':');
      terminal.line(`${place}  ${entry.code}  ${entry.reason}`);
    }
    if (entries === 0) terminal.note('the quarantine is empty');
    return 0;
  });
};
