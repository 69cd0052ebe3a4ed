import { asVerbatimError } from '../errors.ts';
import { type Diagnostic, fault } from './diagnostic.ts';
import { itemsOf, type Located, member, textOf } from './located.ts';
import { readLogo } from './logo-file.ts';

/**
 * Looks at the logos of a pipeline's themes.
 *
 * @param projectRoot - absolute
 * @returns VB1401 missing, VB1407 out of the project, VB1202 no picture that can be printed
 */
export async function checkLogos(root: Located, projectRoot: string): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const holder of [root, ...itemsOf(member(root, 'report'))]) {
    const logo = member(member(holder, 'theme'), 'logo');
    const path = textOf(logo);
    if (!logo || path === null || path === '' || (logo.kind === 'scalar' && logo.broken)) continue;
    await readLogo(projectRoot, path).catch(thrown => {
      const { code, message, hint } = asVerbatimError(thrown);
      diagnostics.push(fault(code, logo.at, message, hint));
    });
  }
  return diagnostics;
}
