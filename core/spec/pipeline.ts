import type { Registry } from '../plugin/registry.ts';
import { checkKpis } from './check-kpis.ts';
import { checkLogos } from './check-logos.ts';
import { checkReports } from './check-reports.ts';
import { checkRules } from './check-rules.ts';
import { shapeFaults } from './check-shape.ts';
import { checkSteps, stepsOf } from './check-steps.ts';
import { checkStreams } from './check-streams.ts';
import { checkUnused } from './check-unused.ts';
import { checkUses, type Uses, useKey } from './check-uses.ts';
import { type Diagnostic, inOrder } from './diagnostic.ts';
import { inherit } from './inherit.ts';
import { knownFields } from './known-fields.ts';
import { itemsOf, type Located, member, type Path, toJson } from './located.ts';
import { type Project, variablesOf } from './project.ts';
import { resolveReferences } from './resolve-references.ts';
import { pipelineSchema } from './schema.ts';
import { keysAt } from './schema-walk.ts';
import { readSecret } from './secret.ts';
import type { PipelineSpec } from './spec.ts';

/** A pipeline as its file and everything that it extends say it. */
export interface LoadedPipeline {
  /** Relative to the project's root. */
  readonly file: string;
  /** Every file that took part, the nearest first. */
  readonly files: readonly string[];
  /** `null` while there is an error. */
  readonly spec: PipelineSpec | null;
  /** Effective values with their places; `null` when a file cannot be understood. */
  readonly tree: Located | null;
  /** By file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface PipelineOptions {
  readonly registry: Registry;
  /** Names of the report templates that there are; `null` when they are not known, and then not checked. */
  readonly templates: readonly string[] | null;
  /** A file that is only extended: what it leaves open is no fault. */
  readonly isPartial?: boolean;
}

/**
 * Loads one pipeline and checks it whole: nothing is thrown for what the files say, every fault is a diagnostic.
 *
 * @param file - relative to the project's root
 */
export async function loadPipeline(project: Project, file: string, options: PipelineOptions): Promise<LoadedPipeline> {
  const inherited = await inherit(file, project.root, project.read);
  const { files } = inherited;
  if (!inherited.root) return { file, files, spec: null, tree: null, diagnostics: inOrder(inherited.diagnostics) };
  const resolved = resolveReferences(inherited.root, {
    environment: project.environment,
    vars: variablesOf(project, inherited.root),
    secret: name => readSecret(name, project.environment, project.root),
  });
  const tree = resolved.root;
  const parsed = pipelineSchema.safeParse(toJson(tree));
  const uses = await checkUses(tree, options.registry);
  const optionsAt = (path: Path): readonly string[] => {
    const use = uses.at.get(useKey(path));
    return use ? keysAt(use.plugin.options, []) : [];
  };
  const checked = { schema: pipelineSchema, root: tree, base: [], skip: () => false, optionsAt };
  const shape = parsed.success ? [] : shapeFaults(parsed.error.issues, checked);
  const meaning = tree.kind === 'map' ? meaningFaults(tree, options, uses) : [];
  const logos = await checkLogos(tree, project.root);
  const found = [inherited.diagnostics, resolved.diagnostics, shape, uses.diagnostics, meaning, logos];
  const all = inOrder(found.flat());
  const diagnostics = options.isPartial ? all.filter(one => !leftOpen.has(one.code)) : all;
  const sound = parsed.success && diagnostics.every(one => one.severity !== 'error');
  return { file, files, spec: sound ? (parsed.data as PipelineSpec) : null, tree, diagnostics };
}

/** What the file that extends another may still bring. */
const leftOpen: ReadonlySet<string> = new Set([
  'VB1205',
  'VB1206',
  'VB1208',
  'VB1212',
  'VB1213',
  'VB1214',
  'VB1218',
  'VB1301',
  'VB1302',
]);

function meaningFaults(tree: Located, { registry, templates }: PipelineOptions, uses: Uses): readonly Diagnostic[] {
  const fields = knownFields(tree);
  const steps = stepsOf(tree, registry, uses);
  const schemes = new Set(steps.flatMap(step => (step.scheme ? [step.scheme.name] : [])));
  // A step whose plugin or options cannot be read may make any scheme.
  const hasUnreadScheme = steps.some(step => step.kind === null || (step.kind === 'segmentation' && !step.scheme));
  const dimensions = {
    ...{ attributes: fields.attributes, hasUnreadAttribute: fields.unread },
    ...{ schemes, hasUnreadScheme },
  };
  const kpis = checkKpis(tree, { uses, steps, fields, dimensions });
  return [
    ...checkStreams(tree, uses),
    ...checkSteps(steps, itemsOf(member(tree, 'steps')).length > steps.length),
    ...checkRules(tree, steps, fields),
    ...kpis.diagnostics,
    ...checkUnused(steps, kpis.outcome),
    ...checkReports(tree, templates, dimensions),
  ];
}
