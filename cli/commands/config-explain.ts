import { VerbatimError } from '../../core/errors.ts';
import { explain } from '../../core/spec/explain.ts';
import { findPipeline } from '../../core/spec/find-pipeline.ts';
import { loadPipeline } from '../../core/spec/pipeline.ts';
import { listPipelines, type PipelineRef } from '../../core/spec/project.ts';
import type { Command } from '../command.ts';
import { InvalidFiles } from '../invalid-files.ts';
import { withExcerpts } from '../pipeline.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

interface Options {
  readonly pipeline?: string;
  readonly client?: string;
}

/** Prints the effective value at a path with the file and line that gave it, and the places that it took over from. */
export const configExplain: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const ref = await choose(workspace, options);
  const { tree, diagnostics } = await loadPipeline(workspace.project, ref.file, {
    registry: workspace.registry,
    templates: null,
  });
  if (tree === null) throw new InvalidFiles(await withExcerpts(workspace, diagnostics), diagnostics);
  const found = explain(tree, args[0]!, diagnostics);
  terminal.document({ ...found });
  terminal.line(`${found.path} = ${typeof found.value === 'string' ? found.value : JSON.stringify(found.value)}`);
  terminal.line(`  ${found.file}:${found.line}:${found.column}`);
  for (const over of found.from)
    terminal.line(`  over ${over.file}:${over.line}:${over.column}  ${JSON.stringify(over.value)}`);
  return 0;
};

async function choose(workspace: Workspace, options: Options): Promise<PipelineRef> {
  if (options.pipeline !== undefined) return findPipeline(workspace.project, options.pipeline, options.client ?? null);
  const all = (await listPipelines(workspace.project)).filter(
    one => options.client === undefined || one.client === options.client,
  );
  if (all.length === 1) return all[0]!;
  throw new VerbatimError(
    'VB1406',
    `the project has ${all.length} pipelines${options.client === undefined ? '' : ` of client "${options.client}"`}`,
    {
      hint: `choose one with --pipeline: ${[...new Set(all.map(one => one.id))].join(', ')}`,
    },
  );
}
