import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createNamespace } from './temporal-namespace.ts';
import { findTemporal, startTemporal } from './temporal-server.ts';

const address = inject('temporalAddress');
const folder = mkdtempSync(join(tmpdir(), 'verbatim-temporal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withClient<T>(at: string, namespace: string, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: at });
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

const start = (client: Client, workflowId: string) =>
  client.workflow.start('nobody-serves-this', {
    workflowId,
    taskQueue: 'nowhere',
    typedSearchAttributes: [{ key: defineSearchAttributeKey('VerbatimPipeline', 'KEYWORD'), value: 'monthly' }],
  });

describe.skipIf(address === null)(
  `the Temporal server of the tests${address === null ? ' (no Temporal server found)' : ''}`,
  () => {
    test("takes workflows with the product's search attributes, in a namespace of the test's own too", async () => {
      for (const namespace of ['default', await createNamespace(address!)]) {
        const description = await withClient(address!, namespace, async client => {
          const handle = await start(client, `ground-${namespace}`);
          const found = await handle.describe();
          await handle.terminate();
          return found;
        });
        expect(description.searchAttributes).toEqual({ VerbatimPipeline: ['monthly'] });
      }
    });
  },
);

describe.skipIf(findTemporal() === null)(
  `a Temporal server with a file${findTemporal() === null ? ' (no Temporal CLI found)' : ''}`,
  () => {
    test('knows a workflow again that was started before it was killed', async () => {
      const dbFile = join(folder, 'temporal.db');
      const first = await startTemporal({ dbFile });
      await withClient(first.address, 'default', client => start(client, 'kept'));
      await first.kill();
      const second = await startTemporal({ dbFile, port: Number(first.address.split(':')[1]) });
      try {
        const { status } = await withClient(second.address, 'default', client =>
          client.workflow.getHandle('kept').describe(),
        );
        expect(status.name).toBe('RUNNING');
      } finally {
        await second.stop();
      }
    });
  },
);
