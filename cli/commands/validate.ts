import { join, relative, resolve } from 'node:path';
import { type Diagnostic, inOrder } from '../../core/spec/diagnostic.ts';
import { sourceDiagnostics } from '../check-sources.ts';
import type { Command } from '../command.ts';
import { errorDocs } from '../error-docs.ts';
import { githubAnnotation } from '../github-annotation.ts';
import { diagnose, withExcerpts } from '../pipeline.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

interface Options {
  readonly format: 'text' | 'github';
}

/** Checks the project's files, all faults at once; exits 2 when there is an error. */
export const validate: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const {
    diagnostics: told,
    files,
    pipelines,
  } = await diagnose(
    workspace,
    args.map(file => resolve(file)),
  );
  const diagnostics = inOrder([...told, ...(await sourceDiagnostics(workspace, pipelines))]);
  const errors = diagnostics.filter(one => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  if (terminal.options.format === 'jsonl') for (const one of diagnostics) terminal.row({ ...one });
  else terminal.document({ diagnostics, errors, warnings, files });
  const lines = options.format === 'github' ? annotations : withExcerpts;
  for (const printed of await lines(workspace, diagnostics)) terminal.line(printed);
  const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  terminal.line(`${count(errors, 'error')}, ${count(warnings, 'warning')} in ${count(files, 'file')}`);
  if (diagnostics.length > 0) terminal.line(`see ${errorDocs(diagnostics.map(one => one.code))}`);
  return errors > 0 ? 2 : 0;
};

/** GitHub knows files by their place in the repository, wherever the step works. */
function annotations({ project }: Workspace, diagnostics: readonly Diagnostic[]): readonly string[] {
  const repository = process.env.GITHUB_WORKSPACE ?? process.cwd();
  return diagnostics.map(one => githubAnnotation(one, relative(repository, join(project.root, one.file))));
}
