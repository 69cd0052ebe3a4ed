import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import type { Plan } from '../../core/plan/plan.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { type PipelineRunInput, type Progress, progressName, skipNodeName } from '../../workflows/contract.ts';
import { statusAttribute } from '../../workflows/search-attributes.ts';
import { changedBundle } from './changed-bundle.ts';
import { resultOf, scriptedPlan } from './scripted-steps.ts';
import { scriptedWorkers } from './scripted-workers.ts';

const line = { 'read.a': [], kpi: ['read.a'] };

describe.skipIf(inject('temporalAddress') === null)('how a run ends', () => {
  const { withSteps, temporal } = scriptedWorkers();
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-ended-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const start = async (
    pipeline: string,
    {
      changes = {},
      holdMs = 0,
      done = {},
    }: { changes?: Partial<Plan>; holdMs?: number; done?: PipelineRunInput['done'] } = {},
  ) => {
    const plan = scriptedPlan(line, { pipeline, ...changes });
    const { workflowId } = await startRun(temporal(), { plan, run: createRunId(), holdMs, done });
    return temporal().client.workflow.getHandle(workflowId);
  };
  type Handle = Awaited<ReturnType<typeof start>>;
  /** The status that the server shows, and the one that the run is found by. */
  const ended = async (handle: Handle) => {
    await handle.result().catch(() => {});
    const { status, typedSearchAttributes } = await handle.describe();
    return [status.name, typedSearchAttributes.get(statusAttribute)];
  };
  const held = async (handle: Handle): Promise<void> => {
    const ask = async () => (await handle.query<Progress, [number]>(progressName, 0)).held;
    await expect.poll(ask, { timeout: 20_000 }).toEqual(['kpi']);
  };

  test('one that could not begin is found as failed', async () => {
    await withSteps({ beginRun: ['fail'] });
    expect(await ended(await start('refused'))).toEqual(['FAILED', 'failed']);
  });

  test('one whose end could not be written is found as failed', async () => {
    await withSteps({ finaliseRun: ['fail'] });
    expect(await ended(await start('unwritten'))).toEqual(['FAILED', 'failed']);
  });

  test('one that was cancelled before a worker came is found as cancelled', async () => {
    // Its queues are known since a worker was there a moment ago.
    await (await withSteps({})).stop();
    const handle = await start('early');
    await handle.cancel();
    await withSteps({});
    expect(await ended(handle)).toEqual(['CANCELLED', 'cancelled']);
  });

  test('one that is cancelled while it holds a failed step is cancelled, and so is the step', async () => {
    const { finalised } = await withSteps({ kpi: ['fail'] });
    const handle = await start('held', { holdMs: 600_000 });
    await held(handle);
    await handle.cancel();
    expect(await ended(handle)).toEqual(['CANCELLED', 'cancelled']);
    expect(finalised).toMatchObject([
      { status: 'cancelled', nodes: [{ status: 'succeeded' }, { status: 'cancelled', attempts: 1, failure: null }] },
    ]);
  });

  test('a step that an earlier execution ended cannot be left out any more (VB6010)', async () => {
    await withSteps({ kpi: ['fail'] });
    const handle = await start('taken-over', { holdMs: 600_000, done: { 'read.a': resultOf(7) } });
    await held(handle);
    const skipped = handle.executeUpdate(skipNodeName, { args: ['read.a'] });
    await expect(skipped).rejects.toMatchObject({
      cause: { type: 'VB6010', message: 'step "read.a" has succeeded already: it is not run again' },
    });
    await handle.cancel();
    await ended(handle);
  });

  test('one that a worker took which does not know its orchestration waits for a worker that does (VB6019)', async () => {
    const { stop } = await withSteps({});
    const handle = await start('newer', { changes: { drive: 2 as 1 } });
    const refusals = async () => {
      const { events = [] } = await handle.fetchHistory();
      return (events ?? []).map(event => event.workflowTaskFailedEventAttributes?.failure?.message).filter(Boolean);
    };
    const refusal = 'the plan was compiled for version 2 of drive; this worker has 1';
    await expect.poll(refusals, { timeout: 20_000 }).toContainEqual(expect.stringContaining(refusal));
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await stop();
    const { codePath } = changedBundle(join(folder, 'bundle.js'), [['drives[version]', 'drives[1]']]);
    await withSteps({}, { bundle: codePath });
    expect(await ended(handle)).toEqual(['COMPLETED', 'succeeded']);
  });
});
