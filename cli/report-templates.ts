import { type Diagnostic, fault } from '../core/spec/diagnostic.ts';
import { itemsOf, member, textOf } from '../core/spec/located.ts';
import type { LoadedPipeline } from '../core/spec/pipeline.ts';
import { listReportTemplates } from '../core/spec/report-templates.ts';
import type { Workspace } from './workspace.ts';

/**
 * Checks the report templates that some pipelines use, of those that the project itself has.
 *
 * @returns VB5003, VB5004 at their places in the templates
 */
export async function checkTemplates(
  { templateRoots: [root] }: Workspace,
  pipelines: readonly Pick<LoadedPipeline, 'tree'>[],
): Promise<readonly Diagnostic[]> {
  const own = await listReportTemplates([root!]);
  const uses = pipelines.flatMap(({ tree }) => itemsOf(member(tree ?? undefined, 'report')).map(useOf));
  const names = own.filter(name => uses.includes(name));
  if (names.length === 0) return [];
  // Imported here, so that a project without templates of its own loads no template code.
  const { checkBundle } = await import('../reports/html/check-bundle.ts');
  const faults = await Promise.all(names.map(name => checkBundle({ root: root!, name })));
  return faults.flat().map(({ code, at, message, hint }) => {
    return fault(code, { ...at, endLine: at.line, endColumn: at.column + 1 }, message, hint);
  });
}

const useOf = (report: Parameters<typeof member>[0]): string | null => textOf(member(report, 'use'));
