import type { VerbatimError } from '../errors.ts';
import type { ListedPlugin } from '../plugin/discover.ts';
import { fault, inOrder } from './diagnostic.ts';
import { headOf, itemsOf, type Located, member } from './located.ts';
import { type Project, projectFile } from './project.ts';

/** What the project lists under `plugins`, with the place of each line. */
export function listedPlugins(project: Project): readonly ListedPlugin[] {
  const lines = linesOf(project);
  return (project.spec?.plugins ?? []).map((name, index) => ({ name, at: lines[index]?.at ?? { file: projectFile } }));
}

/** The project with what is wrong with its plugins among its diagnostics, each at its line. */
export function withPluginFaults(project: Project, faults: readonly VerbatimError[]): Project {
  const own = faults.flatMap(({ code, message, hint, at }) => {
    const line = linesOf(project).find(one => one.at.line === at?.line && one.at.column === at.column) ?? project.tree;
    return line === null ? [] : [fault(code, headOf(line), message, hint)];
  });
  return { ...project, diagnostics: inOrder([...project.diagnostics, ...own]) };
}

const linesOf = (project: Project): readonly Located[] => itemsOf(member(project.tree ?? undefined, 'plugins'));
