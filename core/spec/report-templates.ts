import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Names of the report templates in some folders, e.g. `reports/templates`: a template is a folder with a `template.hbs`.
 *
 * @param roots - absolute; those that are missing hold none
 */
export async function listReportTemplates(roots: readonly string[]): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const root of roots) {
    for (const name of await readdir(root).catch(() => [])) {
      if (await stat(join(root, name, 'template.hbs')).catch(() => null)) names.add(name);
    }
  }
  return [...names].sort();
}
