import { describe, expect, inject, test } from 'vitest';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null;

describe.skipIf(missing)('verbatim worker', () => {
  test('with -o json it prints one document when it takes work, and ends with 0 on SIGTERM', async () => {
    const [folder, database, namespace] = [
      scratch(surveyProject),
      await freshDatabase(),
      await createNamespace(address!),
    ];
    let told = false;
    const ended = await verbatim(['worker', '--queues', 'io,cpu', '-o', 'json'], {
      cwd: folder.path,
      env: { DATABASE_URL: database.target.url!, TEMPORAL_ADDRESS: address!, TEMPORAL_NAMESPACE: namespace },
      onStderr: (text, kill) => {
        if (told || !text.includes('takes work from')) return;
        told = true;
        kill('SIGTERM');
      },
    });
    await database.remove();
    folder.remove();
    expect([ended.code, documentOf(ended)]).toEqual([
      0,
      {
        schemaVersion: 1,
        worker: {
          ...{ pid: expect.any(Number), address, namespace, build: expect.stringMatching(/^\S+ [0-9a-f]{12}$/) },
          queues: ['verbatim-io', 'verbatim-cpu'],
        },
      },
    ]);
  });
});
