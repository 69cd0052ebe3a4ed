import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';

/** Histories as `record-histories.ts` took them from a real server. */
const folder = join(import.meta.dirname, '../histories');
const names = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .sort();
const histories = names.map(name => ({
  // Ids of children begin with their parent's id, so it must be the one that was recorded.
  workflowId: name.replace(/^drive-\d+-|\.json$/g, ''),
  history: JSON.parse(readFileSync(join(folder, name), 'utf8')),
}));

let code: string;
beforeAll(async () => {
  // What does not replay is said by the test, not by the log.
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter } } });
  const logger = new DefaultLogger('ERROR');
  ({ code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, '../../workflows/definitions/workflows.ts'),
    logger,
  }));
});

/** Enough to see any of the changes below. */
const telling = histories.filter(({ workflowId }) =>
  ['success-diamond', 'cancel', 'lost-workers'].includes(workflowId),
);

/** Names of the histories that the code does not replay. */
async function broken(bundle: string, among = histories): Promise<string[]> {
  const failed: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: { code: bundle } }, among)) {
    if (error !== undefined) failed.push(workflowId);
  }
  return failed.sort();
}

describe('workflows in flight survive a new version', { timeout: 60_000 }, () => {
  test('every recorded history replays', async () => {
    expect(names.length).toBeGreaterThanOrEqual(12);
    expect(await broken(code)).toEqual([]);
  });

  test.each([
    ['another name of an activity', /'finaliseRun'/g, "'finishRun'"],
    ['steps one at a time', /atWork >= graph\.width/g, 'atWork >= 1'],
    ['a cancelled run that is not finalised', /CancellationScope\.nonCancellable\(/g, 'CancellationScope.cancellable('],
    ['a step that fails with its workers', /'lost workers'/g, "'failure'"],
    ['another first activity', /'beginRun', \[/g, "'runIoStep', ["],
    [
      'a pause before the first step',
      /const port = /g,
      'await _temporalio_workflow__WEBPACK_IMPORTED_MODULE_0__.sleep(1); const port = ',
    ],
  ])('a change that breaks them is seen: %s', async (_change, from, to) => {
    const changed = code.replace(from, to);
    expect(changed).not.toBe(code);
    expect(await broken(changed, telling)).not.toEqual([]);
  });
});
