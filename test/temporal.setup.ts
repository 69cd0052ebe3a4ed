import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type WorkflowBundle, writeBundle } from '../workflows/worker/workflow-bundle.ts';
import { howToGetTemporal, obtainTemporal } from './temporal-program.ts';
import { startTemporal, type TemporalServer } from './temporal-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Temporal server with the product's search attributes, as `host:port`; `null` when there is none. */
    temporalAddress: string | null;
    /** The workflows of the sources as a bundle. */
    workflowBundle: WorkflowBundle;
  }
}

let server: TemporalServer | null = null;
const folder = mkdtempSync(join(tmpdir(), 'verbatim-bundle-'));

/** Takes the server that `TEMPORAL_ADDRESS` names, or starts one; says loudly what is left out when there is neither. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('temporalAddress', await findServer());
  project.provide('workflowBundle', await writeBundle(join(folder, 'bundle.js')));
}

export async function teardown(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await server?.stop();
}

async function findServer(): Promise<string | null> {
  const given = process.env.TEMPORAL_ADDRESS;
  if (given) return given;
  if ((await obtainTemporal(line => process.stderr.write(`${line}\n`))) !== null) {
    server = await startTemporal();
    return server.address;
  }
  if (process.env.CI === 'true') throw new Error(`Temporal is required here and was not found. ${howToGetTemporal}`);
  process.stderr.write(`\nTEMPORAL TESTS ARE LEFT OUT: no server found. ${howToGetTemporal}\n\n`);
  return null;
}
