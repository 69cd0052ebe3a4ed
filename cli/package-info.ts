import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface PackageInfo {
  readonly name: string;
  readonly version: string;
  /** Absolute folder of the installed package: templates, demo and schemas lie in it. */
  readonly root: string;
}

/** What this package is and where it lies, whether it runs from its sources or from `dist`. */
export function packageInfo(): PackageInfo {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return { name, version, root: folder };
}
