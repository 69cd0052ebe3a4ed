import { parentPort } from 'node:worker_threads';
import { asVerbatimError } from '../../core/errors.ts';
import { type HtmlRequest, renderHtml } from './html.ts';
import type { FromLayoutThread } from './layout.ts';

/* The entry of the thread in which templates run: it lays out one report after the other. */

const port = parentPort!;
const say = (message: FromLayoutThread): void => port.postMessage(message);

port.on('message', (request: HtmlRequest) => void layOut(request));
say({ type: 'ready' });

async function layOut(request: HtmlRequest): Promise<void> {
  try {
    say({ type: 'done', html: (await renderHtml(request)).html });
  } catch (thrown) {
    const { code, message, hint, at } = asVerbatimError(thrown);
    say({ type: 'failed', error: { code, message, hint, at } });
  }
}
