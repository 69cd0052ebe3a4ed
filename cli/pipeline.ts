import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VerbatimError } from '../core/errors.ts';
import type { Window } from '../core/model/window.ts';
import { compilePlan } from '../core/plan/compile.ts';
import type { Plan } from '../core/plan/plan.ts';
import { type Diagnostic, inOrder } from '../core/spec/diagnostic.ts';
import { renderExcerpt } from '../core/spec/excerpt.ts';
import { findPipeline } from '../core/spec/find-pipeline.ts';
import { type LoadedPipeline, loadPipeline } from '../core/spec/pipeline.ts';
import type { PipelineRef } from '../core/spec/project.ts';
import { listReportTemplates } from '../core/spec/report-templates.ts';
import type { PipelineSpec } from '../core/spec/spec.ts';
import { validateProject } from '../core/spec/validate.ts';
import { InvalidFiles } from './invalid-files.ts';
import { checkTemplates } from './report-templates.ts';
import type { Workspace } from './workspace.ts';

/** A pipeline without errors. */
export interface OpenPipeline {
  readonly ref: PipelineRef;
  readonly spec: PipelineSpec;
  readonly loaded: LoadedPipeline;
}

/**
 * Finds a pipeline by its id and loads it.
 *
 * @throws VB1405, VB1406 · InvalidFiles with every diagnostic when the project's files have errors
 */
export async function openPipeline(workspace: Workspace, id: string, client: string | null): Promise<OpenPipeline> {
  if (workspace.project.spec === null) throw await invalid(workspace, workspace.project.diagnostics);
  return await openPipelineAt(workspace, await findPipeline(workspace.project, id, client));
}

/**
 * Loads a pipeline that was found.
 *
 * @throws InvalidFiles with every diagnostic when the project's files have errors
 */
export async function openPipelineAt(workspace: Workspace, ref: PipelineRef): Promise<OpenPipeline> {
  const { project, registry } = workspace;
  if (project.spec === null) throw await invalid(workspace, project.diagnostics);
  const ofProject = project.diagnostics.filter(one => one.severity === 'error');
  const loaded = await loadPipeline(project, ref.file, {
    registry,
    templates: await listReportTemplates(workspace.templateRoots),
  });
  if (loaded.spec === null || ofProject.length > 0)
    throw await invalid(workspace, inOrder([...ofProject, ...loaded.diagnostics]));
  return { ref, spec: loaded.spec, loaded };
}

/**
 * Looks at the report templates of a pipeline before a run of it reads anything.
 *
 * @throws InvalidFiles with every fault of those that the project has
 */
export async function requireTemplates(workspace: Workspace, { loaded }: OpenPipeline): Promise<void> {
  const faults = await checkTemplates(workspace, [loaded]);
  if (faults.length > 0) throw await invalid(workspace, inOrder(faults));
}

/**
 * For what needs every plugin of the project, but no pipeline.
 *
 * @throws InvalidFiles when the project's own file or a plugin that it lists has errors
 */
export async function assertSound(workspace: Workspace): Promise<void> {
  const { diagnostics } = workspace.project;
  if (diagnostics.some(one => one.severity === 'error')) throw await invalid(workspace, diagnostics);
}

const invalid = async (workspace: Workspace, diagnostics: readonly Diagnostic[]): Promise<InvalidFiles> =>
  new InvalidFiles(await withExcerpts(workspace, diagnostics), diagnostics);

interface PlanRequest {
  /** `null` = the month before `asOf`. */
  readonly window: Window | null;
  readonly asOf?: string;
  readonly fullRefresh?: boolean;
}

/** Compiles a pipeline into the plan that an engine runs. */
export function planOf(
  workspace: Workspace,
  { spec }: Pick<OpenPipeline, 'spec'>,
  request: PlanRequest,
): Promise<Plan> {
  const project = workspace.project.spec?.project;
  if (project === undefined) throw new VerbatimError('VB9001', 'a plan is compiled for a project that has errors');
  return compilePlan({
    project,
    spec,
    registry: workspace.registry,
    window: request.window,
    asOf: request.asOf ?? new Date().toISOString(),
    fullRefresh: request.fullRefresh ?? false,
    sha256: text => createHash('sha256').update(text).digest('hex'),
  });
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** How many files were looked at. */
  readonly files: number;
  readonly pipelines: readonly LoadedPipeline[];
}

/** Checks the files given, or all of the project, with the report templates that their pipelines use. */
export async function diagnose(workspace: Workspace, files: readonly string[]): Promise<Findings> {
  const { project, registry, templateRoots } = workspace;
  const templates = await listReportTemplates(templateRoots);
  const validation = await validateProject(project, { registry, templates, ...(files.length === 0 ? {} : { files }) });
  const { diagnostics, pipelines } = validation;
  const faults = await checkTemplates(workspace, pipelines);
  return { diagnostics: inOrder([...diagnostics, ...faults]), files: validation.files.length, pipelines };
}

/** Each diagnostic as it is printed: its place, what it is, the lines around it with a caret. */
export async function withExcerpts(
  { project }: Pick<Workspace, 'project'>,
  diagnostics: readonly Diagnostic[],
): Promise<readonly string[]> {
  const texts = new Map<string, string | null>();
  for (const { file } of diagnostics) {
    if (!texts.has(file)) texts.set(file, await readFile(join(project.root, file), 'utf8').catch(() => null));
  }
  return diagnostics.map(one => renderExcerpt(one, texts.get(one.file) ?? null, diagnostics));
}
