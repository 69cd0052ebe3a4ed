import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from '../../core/plan/failure.ts';
import type { Listener } from '../../core/run/events.ts';
import type { Services, ServicesModule } from './services.ts';
import { createStepRunner } from './step-runner.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/*
 * The entry of a thread that runs steps: it makes services of its own from the module that it is given and takes one
 * step after the other.
 */

const { url, options } = workerData as ServicesModule;
const port = parentPort!;
const say = (message: FromThread): void => port.postMessage(message);
let services: Promise<Services> | null = null;
let controller = new AbortController();
let atWork: Promise<void> = Promise.resolve();

port.on('message', (message: ToThread) => {
  if (message.type === 'cancel') controller.abort(new DOMException('the step was told to stop', 'AbortError'));
  else if (message.type === 'close') void close();
  else atWork = run(message);
});

async function run({ client, attempt }: Extract<ToThread, { type: 'run' }>): Promise<void> {
  controller = new AbortController();
  try {
    const runStep = createStepRunner(await opened());
    const emit: Listener = event => say({ type: 'event', event });
    say({ type: 'done', result: await runStep(client, { ...attempt, signal: controller.signal, emit }) });
  } catch (thrown) {
    // An error that is copied would lose its class.
    say({ type: 'failed', failure: failureOf(thrown) });
  }
}

/** Services on first use: a fault of theirs is then the step's, with its class. */
async function opened(): Promise<Services> {
  services ??= (import(url) as Promise<{ createServices: (options: unknown) => Promise<Services> }>).then(module =>
    module.createServices(options),
  );
  try {
    return await services;
  } catch (thrown) {
    services = null;
    throw thrown;
  }
}

async function close(): Promise<void> {
  await atWork;
  await (await services)?.close();
  port.close();
}
