import { readFileSync, writeFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { WorkflowBundle } from '../../workflows/worker/workflow-bundle.ts';

/**
 * The workflows as a bundle, with constants changed that a test cannot wait for.
 *
 * @param changes - what stands in the code, and what is to stand there
 */
export function changedBundle(
  codePath: string,
  changes: readonly (readonly [from: string, to: string])[],
): WorkflowBundle {
  const bundle = inject('workflowBundle');
  let code = readFileSync(bundle.codePath, 'utf8');
  for (const [from, to] of changes) {
    if (!code.includes(from)) throw new Error(`the bundle has no "${from}"`);
    code = code.replace(from, to);
  }
  writeFileSync(codePath, code);
  return { ...bundle, codePath };
}
