import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VerbatimError } from '../errors.ts';
import { suggest } from '../text/nearest.ts';
import { shapeFaults } from './check-shape.ts';
import { type Diagnostic, inOrder } from './diagnostic.ts';
import { type Environment, loadEnvironment } from './environment.ts';
import { createYamlReader, inherit, type ReadYaml } from './inherit.ts';
import { type Located, member, textOf, toJson } from './located.ts';
import { resolveReferences } from './resolve-references.ts';
import { projectSchema } from './schema.ts';
import type { ProjectSpec } from './spec.ts';

/** The file that makes a folder a project, relative to the project's root. */
export const projectFile = 'config/verbatim.yaml';

/** A project as its own file and its environment describe it. */
export interface Project {
  /** Absolute, without symbolic links. */
  readonly root: string;
  /** `null` when `config/verbatim.yaml` has errors. */
  readonly spec: ProjectSpec | null;
  /** Of `config/verbatim.yaml`, for places of what it lists. */
  readonly tree: Located | null;
  readonly environment: Environment;
  readonly diagnostics: readonly Diagnostic[];
  /** Reads the project's YAML files, each once. */
  readonly read: ReadYaml;
}

/** A pipeline's file and what identifies it. */
export interface PipelineRef {
  /** Relative to the project's root. */
  readonly file: string;
  readonly id: string;
  readonly client: string | null;
}

export interface ProjectOptions {
  /** The environment to take; by default what VERBATIM_ENV says. */
  readonly environment?: string | null;
  /** Variables of the process. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The nearest folder from here upwards that is a project.
 *
 * @throws VB1403 when there is none, or no folder here
 */
export async function findProjectRoot(from: string): Promise<string> {
  const here = await realpath(from).catch(() => null);
  if (here === null) throw new VerbatimError('VB1403', `there is no folder ${from}`, { hint: 'mend --cwd' });
  for (let folder = here; ; folder = dirname(folder)) {
    const found = await stat(join(folder, projectFile)).catch(() => null);
    if (found?.isFile()) return realpath(folder);
    if (dirname(folder) === folder) break;
  }
  throw new VerbatimError('VB1403', `neither ${here} nor a folder above it has ${projectFile}`, {
    hint: 'go to your project, or name it with --cwd; to see one at work: verbatim demo',
  });
}

/**
 * Reads `config/verbatim.yaml` and the environment of a project; faults of the file are in `diagnostics`.
 *
 * @param root - absolute folder that has `config/verbatim.yaml`
 * @throws VB1002 when the environment is none of the project's
 */
export async function loadProject(root: string, options: ProjectOptions): Promise<Project> {
  const folder = await realpath(root);
  const named = options.environment ?? options.variables.VERBATIM_ENV ?? null;
  const chosen = named === '' ? null : named;
  const environment = await loadEnvironment(folder, chosen, options.variables);
  const read = createYamlReader(folder);
  const { root: raw, diagnostics } = await inherit(projectFile, folder, read);
  if (!raw) return { root: folder, spec: null, tree: null, environment, diagnostics, read };
  const resolved = resolveReferences(raw, { environment, vars: new Map(), secret: () => null });
  const parsed = projectSchema.safeParse(toJson(resolved.root));
  const checked = { schema: projectSchema, root: resolved.root, base: [], skip: () => false };
  const shape = parsed.success ? [] : shapeFaults(parsed.error.issues, checked);
  const all = inOrder([...diagnostics, ...resolved.diagnostics, ...shape]);
  const spec = parsed.success && all.every(one => one.severity !== 'error') ? (parsed.data as ProjectSpec) : null;
  if (spec && chosen !== null && !environment.hasFile && !Object.hasOwn(spec.environments, chosen))
    refuseEnvironment(chosen, spec);
  return { root: folder, spec, tree: resolved.root, environment, diagnostics: all, read };
}

function refuseEnvironment(chosen: string, spec: ProjectSpec): never {
  const known = Object.keys(spec.environments);
  const hint =
    known.length > 0 ? suggest(chosen, known) : `add it under environments: in ${projectFile}, or write .env.${chosen}`;
  throw new VerbatimError('VB1002', `the project has no environment "${chosen}"`, { hint });
}

/** A variable's values in their order: the environment's block over the pipeline's own over the project's. */
export function variablesOf(
  project: Project,
  pipeline: Located | null,
): ReadonlyMap<string, string | number | boolean> {
  const own = new Map<string, string | number | boolean>();
  const name = project.environment.name;
  const block = name === null ? {} : (project.spec?.environments[name]?.vars ?? {});
  for (const [key, value] of Object.entries(project.spec?.vars ?? {})) own.set(key, value);
  const vars = member(pipeline ?? undefined, 'vars');
  for (const [key, entry] of vars?.kind === 'map' ? vars.entries : []) {
    if (entry.value.kind === 'scalar' && entry.value.value !== null) own.set(key, entry.value.value);
  }
  for (const [key, value] of Object.entries(block)) own.set(key, value);
  return own;
}

/** Every YAML file under `config/`, relative to the root, by name; hidden folders are passed over. */
export async function listYamlFiles(project: Project): Promise<readonly string[]> {
  const found = await readdir(join(project.root, 'config'), { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(project.root.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter(file => !file.split('/').some(part => part.startsWith('.')))
    .sort();
}

export const isTemplate = (file: string): boolean => file.startsWith('config/templates/');

/** The project's pipelines: YAML files under `config/` that have a `pipeline` id and are no templates. */
export async function listPipelines(project: Project): Promise<readonly PipelineRef[]> {
  const refs: PipelineRef[] = [];
  for (const file of await listYamlFiles(project)) {
    if (file === projectFile || isTemplate(file)) continue;
    const yaml = await project.read(file);
    const root = yaml && yaml !== 'outside' ? yaml.root : null;
    const id = textOf(member(root ?? undefined, 'pipeline'));
    if (id === null) continue;
    const { root: whole } = await inherit(file, project.root, project.read);
    refs.push({ file, id, client: textOf(member(whole ?? root ?? undefined, 'client')) });
  }
  return refs;
}
