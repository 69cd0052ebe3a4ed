import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context, Delivery, Receipt, Sink } from '../../core/sdk.ts';
import { contextFor, firedSignal, outputOf } from './plugin-context.ts';
import { selfDescriptionContract } from './self-description.ts';

/** A file to deliver, written into a folder under a name of its own. */
export async function deliveryOf(folder: string, name: string, content: string | Uint8Array): Promise<Delivery> {
  const path = join(await mkdtemp(join(folder, 'made-')), 'file');
  await writeFile(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path, name, mediaType: 'application/pdf', sha256, idempotencyKey: `issue-1/${name}` };
}

/**
 * What every sink must keep to, whoever wrote it.
 *
 * @param sink - the plugin
 * @param cases - `options` to try beside the defaults; `read` gives the bytes that a receipt says were delivered
 */
export function sinkContract<Options>(
  sink: Sink<Options>,
  cases: {
    readonly options: readonly object[];
    readonly read: (context: Context<Options>, receipt: Receipt) => Promise<Uint8Array>;
  },
): void {
  const parsed = [{}, ...cases.options].map(given => sink.options.parse(given));
  let root = '';
  let workshop = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sink-root-'));
    workshop = await mkdtemp(join(tmpdir(), 'sink-work-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
    await rm(workshop, { recursive: true, force: true });
  });

  describe('sink contract: what it says of itself', () => {
    selfDescriptionContract(sink, 'sink');
  });

  describe('sink contract: what it delivers', () => {
    test('delivers the bytes as they are, and says where', async () => {
      const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) % 256);
      for (const options of parsed) {
        const context = contextFor(options, { root });
        const receipt = await sink.deliver(context, await deliveryOf(workshop, 'monthly-fr.pdf', bytes));
        expect(receipt.delivered).toBe(true);
        expect(Buffer.from(await cases.read(context, receipt)).equals(bytes)).toBe(true);
        expect(receipt.location).not.toContain(root);
      }
    });

    test('delivers the same file once: the second time it only gives back the receipt', async () => {
      for (const options of parsed) {
        const context = contextFor(options, { root });
        const first = await sink.deliver(context, await deliveryOf(workshop, 'once.pdf', 'same'));
        const second = await sink.deliver(context, await deliveryOf(workshop, 'once.pdf', 'same'));
        expect(second).toEqual({ ...first, delivered: false });
      }
    });

    test('puts a new edition in the place of the old one', async () => {
      for (const options of parsed) {
        const context = contextFor(options, { root });
        await sink.deliver(context, await deliveryOf(workshop, 'edition.pdf', 'old'));
        const receipt = await sink.deliver(context, await deliveryOf(workshop, 'edition.pdf', 'new'));
        expect(receipt.delivered).toBe(true);
        expect(Buffer.from(await cases.read(context, receipt)).toString()).toBe('new');
      }
    });

    test('leaves the file that it delivers where it was', async () => {
      const delivery = await deliveryOf(workshop, 'kept.pdf', 'content');
      await sink.deliver(contextFor(parsed[0]!, { root }), delivery);
      expect(await readFile(delivery.path, 'utf8')).toBe('content');
    });

    test('refuses a file that is not the one that was announced, and delivers nothing of it', async () => {
      const context = contextFor(parsed[0]!, { root });
      const first = await sink.deliver(context, await deliveryOf(workshop, 'changed.pdf', 'announced'));
      const delivery = await deliveryOf(workshop, 'changed.pdf', 'second edition');
      await writeFile(delivery.path, 'changed meanwhile');
      await expect(sink.deliver(context, delivery)).rejects.toMatchObject({ retryable: true });
      expect(Buffer.from(await cases.read(context, first)).toString()).toBe('announced');
    });

    test('stops when it is told to', async () => {
      const context = contextFor(parsed[0]!, { root, signal: firedSignal() });
      const delivery = await deliveryOf(workshop, 'stopped.pdf', 'content');
      await expect(sink.deliver(context, delivery)).rejects.toThrow('cancelled by the test');
    });

    test('writes nothing to stdout or stderr', async () => {
      const delivery = await deliveryOf(workshop, 'quiet.pdf', 'content');
      expect(await outputOf(() => sink.deliver(contextFor(parsed[0]!, { root }), delivery))).toBe('');
    });
  });
}
