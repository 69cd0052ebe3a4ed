import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompleteAsyncError } from '@temporalio/activity';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { VerbatimError } from '../../core/errors.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { queues, type StepInput, type StepOutput } from '../../workflows/contract.ts';
import { attemptedStep } from '../../workflows/worker/attempt.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { changedBundle } from './changed-bundle.ts';
import { resultOf } from './scripted-steps.ts';

/** `fail` fails with a fault that may pass, `vanish` is never heard of again, as if its worker had been killed. */
type Script = readonly ('succeed' | 'fail' | 'refuse' | 'vanish')[];

const address = inject('temporalAddress');
const scripts = new Map<string, Script>();
const begun = new Map<string, number>();
/** A step of the class `render`, which may fail three times. */
async function runRenderStep({ run, failures }: StepInput): Promise<StepOutput> {
  const index = begun.get(run) ?? 0;
  begun.set(run, index + 1);
  const does = scripts.get(run)![index];
  if (does === 'vanish') throw new CompleteAsyncError();
  return await attemptedStep(failures, async ({ attempt, emit }) => {
    emit({ type: 'progress', node: 'report.m', rows: 10 });
    if (does === 'fail') throw new VerbatimError('VB4002', 'the disk is slow today');
    if (does === 'refuse') throw new VerbatimError('VB2104', 'no such thing');
    return { result: resultOf(attempt), attempts: attempt };
  });
}

describe.skipIf(address === null)('attempts of a step whose workers die', () => {
  let workers: Worker[] = [];
  let ended: Promise<unknown>;
  let temporal: TemporalClient;
  let connection: NativeConnection;
  let folder: string;
  beforeAll(async () => {
    installWorkerLog(() => {});
    const namespace = await createNamespace(address!);
    temporal = await connect({ address: address!, namespace });
    connection = await NativeConnection.connect({ address: address! });
    folder = mkdtempSync(join(tmpdir(), 'verbatim-lost-'));
    const { codePath } = changedBundle(join(folder, 'bundle.js'), [['mostLost = 20', 'mostLost = 6']]);
    const here = { connection, namespace, activities: { runRenderStep } };
    workers = [
      await Worker.create({ ...here, taskQueue: queues.workflow, workflowBundle: { codePath } }),
      await Worker.create({ ...here, taskQueue: queues.render }),
    ];
    ended = Promise.all(workers.map(worker => worker.run()));
  });
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await ended;
    await temporal?.close();
    await connection?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const attemptsOf = async (run: string, script: Script): Promise<unknown> => {
    scripts.set(run, script);
    const step = { run, node: 'report.m', shard: null, pipeline: 'monthly', client: null };
    const args = [{ step, summary: 'report.m', heartbeatMs: 500 }];
    const start = { taskQueue: queues.workflow, workflowId: run, args };
    try {
      const output: StepOutput = await temporal.client.workflow.execute('reportRun', start);
      return { attempts: output.attempts, begun: begun.get(run) };
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.cause : null;
      const failure = cause instanceof ActivityFailure ? cause.cause : cause;
      if (!(failure instanceof ApplicationFailure)) throw thrown;
      return { failed: failure.type, message: failure.message, begun: begun.get(run) };
    }
  };
  const outcomes: readonly (readonly [string, Script, object])[] = [
    ['four workers in a row die', ['vanish', 'vanish', 'vanish', 'vanish', 'succeed'], { attempts: 1, begun: 5 }],
    ['failures between deaths', ['fail', 'vanish', 'fail', 'vanish', 'vanish', 'succeed'], { attempts: 3, begun: 6 }],
    ['a third failure, after deaths', ['fail', 'vanish', 'fail', 'vanish', 'fail'], { failed: 'VB4002', begun: 5 }],
    ['a third failure after a death', ['vanish', 'fail', 'fail', 'fail'], { failed: 'VB4002', begun: 4 }],
    [
      'as many workers in a row die as may, six here',
      ['vanish', 'vanish', 'fail', 'vanish', 'vanish', 'vanish', 'vanish', 'succeed'],
      { failed: 'VB6013', message: '6 workers died under step report.m, one after the other', begun: 7 },
    ],
    ['a failure that cannot pass', ['vanish', 'refuse'], { failed: 'VB2104', begun: 2 }],
  ];
  test.concurrent.each(outcomes)('%s', async (name, script, outcome) => {
    expect(await attemptsOf(name.replaceAll(' ', '-'), script)).toMatchObject(outcome);
  });
});
