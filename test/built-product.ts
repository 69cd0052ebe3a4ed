import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSources } from './compiled-sources.ts';

/** The product as `npm run build` makes it, in a folder of its own. */
export interface BuiltProduct {
  /** What `verbatim` runs; absolute. */
  readonly entry: string;
  readonly remove: () => void;
}

/** Builds the command line with its workflow bundle, so that processes can be started and killed while others build. */
export function buildProduct(): BuiltProduct {
  const { root, remove } = compileSources(['core', 'plugins', 'workflows', 'reports', 'cli']);
  const repository = fileURLToPath(new URL('../', import.meta.url));
  writeFileSync(join(root, 'package.json'), '{ "name": "verbatim-cx", "version": "0.0.0", "type": "module" }');
  cpSync(join(repository, 'reports/templates'), join(root, 'reports/templates'), { recursive: true });
  execFileSync(process.execPath, [join(root, 'workflows/worker/write-bundle.js')], { cwd: repository, stdio: 'pipe' });
  return { entry: join(root, 'cli/verbatim.js'), remove };
}
