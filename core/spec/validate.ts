import { isAbsolute, relative } from 'node:path';
import { VerbatimError } from '../errors.ts';
import type { Registry } from '../plugin/registry.ts';
import { nearest } from '../text/nearest.ts';
import { type Diagnostic, fault, inOrder } from './diagnostic.ts';
import { headOf, type Located, member, spanAt } from './located.ts';
import { type LoadedPipeline, loadPipeline } from './pipeline.ts';
import { isTemplate, listYamlFiles, type Project, projectFile } from './project.ts';

export interface ValidateOptions {
  readonly registry: Registry;
  /** Names of the report templates that there are; `null` when they are not known. */
  readonly templates: readonly string[] | null;
  /** Only these, absolute or relative to the project's root, with what they extend; all by default. */
  readonly files?: readonly string[];
}

/** What the files of a project have to say for themselves. */
export interface Validation {
  /** By file, line and column, each once. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was looked at. */
  readonly files: readonly string[];
  readonly pipelines: readonly LoadedPipeline[];
}

/**
 * Checks a project's files: `config/verbatim.yaml`, every pipeline with what it extends, every template that nobody
 * extends, and the YAML of whatever else lies under `config/`. Nothing is run and nothing is written.
 *
 * @throws VB1401 when a file that was named is none of the project's YAML files
 */
export async function validateProject(project: Project, options: ValidateOptions): Promise<Validation> {
  const all = await listYamlFiles(project);
  const chosen = options.files && options.files.length > 0 ? options.files.map(file => named(file, all, project)) : all;
  // What is wrong with the project's own file is wrong with every file that is read by it.
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  const pipelines: LoadedPipeline[] = [];
  const fragments: { readonly file: string; readonly root: Located }[] = [];
  for (const file of chosen.filter(one => one !== projectFile)) {
    const yaml = await project.read(file);
    if (!yaml || yaml === 'outside') continue;
    if (yaml.root && !isTemplate(file) && member(yaml.root, 'pipeline'))
      pipelines.push(await loadPipeline(project, file, options));
    else if (yaml.root && (isTemplate(file) || looksLikePipeline(yaml.root))) fragments.push({ file, root: yaml.root });
    else diagnostics.push(...yaml.diagnostics);
  }
  const extended = new Set(pipelines.flatMap(pipeline => pipeline.files));
  for (const { file, root } of fragments.filter(one => !extended.has(one.file))) {
    const { diagnostics: own } = await loadPipeline(project, file, { ...options, isPartial: true });
    const misspelt = own.some(one => one.code === 'VB1201' && one.hint?.startsWith('did you mean "pipeline"'));
    diagnostics.push(...own, ...(isTemplate(file) || misspelt ? [] : [withoutId(root)]));
  }
  diagnostics.push(...pipelines.flatMap(pipeline => pipeline.diagnostics), ...sameIds(pipelines));
  return { diagnostics: inOrder(diagnostics), files: [...new Set([...chosen, ...extended])].sort(), pipelines };
}

function named(file: string, all: readonly string[], project: Project): string {
  const path = (isAbsolute(file) ? relative(project.root, file) : file).replaceAll('\\', '/').replace(/^\.\//, '');
  if (all.includes(path)) return path;
  const close = nearest(path, all);
  const hint = close ? `did you mean "${close}"?` : 'validate reads the YAML files under config/';
  throw new VerbatimError('VB1401', `${path} is no YAML file of the project`, { hint });
}

const looksLikePipeline = (root: Located): boolean =>
  ['extends', 'sources', 'steps', 'kpis', 'report'].filter(key => member(root, key)).length >= 2;

function withoutId(root: Located): Diagnostic {
  const hint = 'add pipeline: <id>, or move the file to config/templates/';
  return fault('VB1205', headOf(root), '"pipeline" is missing: the pipeline’s id', hint);
}

function sameIds(pipelines: readonly LoadedPipeline[]): readonly Diagnostic[] {
  const first = new Map<string, LoadedPipeline>();
  return pipelines.flatMap(pipeline => {
    const { tree } = pipeline;
    const [id, client] = ['pipeline', 'client'].map(key => {
      const node = member(tree ?? undefined, key);
      return node?.kind === 'scalar' ? String(node.value) : '';
    });
    const key = `${client}/${id}`;
    const other = first.get(key);
    if (!tree || id === '' || !other) {
      if (tree) first.set(key, pipeline);
      return [];
    }
    const message = `pipeline "${id}"${client === '' ? '' : ` of client "${client}"`} is also in ${other.file}`;
    return [fault('VB1406', spanAt(tree, ['pipeline']), message, 'give each its own id')];
  });
}
