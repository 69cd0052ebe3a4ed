import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** The workflows as one file, made when the product is built. */
export interface WorkflowBundle {
  /** Absolute. */
  readonly codePath: string;
  /** The first 12 digits of its SHA-256: workers with equal ones replay each other's histories alike. */
  readonly build: string;
}

/** The bundle that was built; `null` when this runs from sources. */
export function builtBundle(): WorkflowBundle | null {
  const codePath = fileURLToPath(new URL('../bundle.js', import.meta.url));
  return existsSync(codePath) ? { codePath, build: buildOf(readFileSync(codePath)) } : null;
}

/** Bundles the workflows' definitions into a file. */
export async function writeBundle(codePath: string): Promise<WorkflowBundle> {
  const workflowsPath = fileURLToPath(new URL(`../definitions/workflows${extname(import.meta.url)}`, import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  await mkdir(dirname(codePath), { recursive: true });
  await writeFile(`${codePath}.part`, code);
  await rename(`${codePath}.part`, codePath);
  return { codePath, build: buildOf(code) };
}

const buildOf = (code: string | Uint8Array): string => createHash('sha256').update(code).digest('hex').slice(0, 12);
