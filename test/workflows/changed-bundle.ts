import { readFileSync, writeFileSync } from 'node:fs';
import { type WorkflowBundle, writeBundle } from '../../workflows/worker/workflow-bundle.ts';

/**
 * The workflows as a bundle, with constants changed that a test cannot wait for.
 *
 * @param changes - what stands in the code, and what is to stand there
 */
export async function changedBundle(
  codePath: string,
  changes: readonly (readonly [from: string, to: string])[],
): Promise<WorkflowBundle> {
  const bundle = await writeBundle(codePath);
  let code = readFileSync(codePath, 'utf8');
  for (const [from, to] of changes) {
    if (!code.includes(from)) throw new Error(`the bundle has no "${from}"`);
    code = code.replace(from, to);
  }
  writeFileSync(codePath, code);
  return bundle;
}
