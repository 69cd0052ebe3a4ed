import { VerbatimError } from '../errors.ts';
import { canonicalJson } from '../model/digest.ts';
import type { Instant } from '../model/feedback.ts';
import { previousMonth } from '../model/previous-month.ts';
import { asMonth, monthWindow, type Window } from '../model/window.ts';
import type { Registry } from '../plugin/registry.ts';
import { circles, inNeedOrder } from '../spec/circle.ts';
import { type RunName, sampleRun } from '../spec/reference.ts';
import type { PipelineSpec } from '../spec/spec.ts';
import { connectorNodes } from './connector-nodes.ts';
import type { Plan, PlanNode } from './plan.ts';
import { kpiNodes, reportNodes, stepNodes } from './step-nodes.ts';

const maxNodes = 200;
const maxBytes = 64 * 1024;
const width = 4;

/** What a plan is compiled from. */
export interface CompileInput {
  /** The project's id. */
  readonly project: string;
  /** A pipeline without errors. */
  readonly spec: PipelineSpec;
  readonly registry: Registry;
  /** The run's window, which also overrides each report's own; `null` = the month before `asOf` in the pipeline's zone. */
  readonly window: Window | null;
  readonly asOf: Instant;
  readonly fullRefresh: boolean;
  /** SHA-256 of a text as hex; handed in so that this room needs no Node built-in. */
  readonly sha256: (text: string) => string;
}

/**
 * Compiles a pipeline into the frozen plan that an engine runs.
 *
 * The digest leaves out the windows and takes `${run:…}` unfilled, so the same pipeline has the same digest every month.
 *
 * @throws VB1207 for a circle, VB1219 above 64 KB or 200 nodes, and what the plugins' options throw
 */
export async function compilePlan(input: CompileInput): Promise<Plan> {
  const { spec, asOf } = input;
  const window = input.window ?? previousMonth(asOf, spec.timezone);
  const frame = {
    version: 1,
    drive: 1,
    project: input.project,
    pipeline: spec.pipeline,
    title: spec.title ?? null,
    client: spec.client ?? null,
    clientName: spec.client_name ?? null,
    locale: spec.locale,
    timezone: spec.timezone,
    fullRefresh: input.fullRefresh,
    width,
  } as const;
  const neutral = await nodesOf(input, sampleRun);
  const digest = input.sha256(canonicalJson({ ...frame, nodes: neutral.map(withoutWindow) }));
  const nodes = canonicalJson(spec).includes('${run:') ? await nodesOf(input, runValues(input, window)) : neutral;
  const plan: Plan = { ...frame, window, asOf, nodes: ordered(nodes), digest };
  checkSize(plan);
  return plan;
}

async function nodesOf(input: CompileInput, run: Readonly<Record<RunName, string>>): Promise<readonly PlanNode[]> {
  const { spec, registry, asOf } = input;
  const connectors = await connectorNodes(spec, registry, run);
  const steps = await stepNodes(spec, registry, run, connectors);
  const kpis = await kpiNodes(spec, registry, run, [...connectors, ...steps]);
  const windowOf = (given: string): Window => {
    if (input.window) return input.window;
    return given === 'previous-month' ? previousMonth(asOf, spec.timezone) : monthWindow(given, spec.timezone);
  };
  return [...connectors, ...steps, ...kpis, ...(await reportNodes(spec, registry, run, windowOf, kpis))];
}

function runValues(input: CompileInput, window: Window): Readonly<Record<RunName, string>> {
  const month = asMonth(window, input.spec.timezone);
  return {
    'window.from': window.from,
    'window.to': window.to,
    'window.month': month ?? `${window.from.slice(0, 10)}_${window.to.slice(0, 10)}`,
    as_of: input.asOf,
    pipeline: input.spec.pipeline,
    client: input.spec.client ?? '',
  };
}

const withoutWindow = (node: PlanNode): unknown => (node.kind === 'report' ? { ...node, window: null } : node);

function ordered(nodes: readonly PlanNode[]): readonly PlanNode[] {
  const byId = new Map(nodes.map(node => [node.id, node]));
  if (byId.size < nodes.length) {
    const twice = nodes.find((node, index) => nodes.findIndex(other => other.id === node.id) < index)!;
    throw new VerbatimError('VB1101', `two nodes of the plan are called "${twice.id}"`, { hint: 'rename the step' });
  }
  const needs = new Map(nodes.map(node => [node.id, node.needs]));
  const order = inNeedOrder(needs);
  if (order) return order.map(id => byId.get(id)!);
  const circle = circles(needs)[0] ?? [];
  throw new VerbatimError('VB1207', `steps need each other in a circle: ${[...circle, circle[0]].join(' → ')}`);
}

function checkSize(plan: Plan): void {
  if (plan.nodes.length > maxNodes) {
    throw new VerbatimError('VB1219', `the plan has ${plan.nodes.length} nodes, at most ${maxNodes} are run`, {
      hint: 'split the pipeline: streams, sentiment, segmentation and reports are a node each',
    });
  }
  const bytes = new TextEncoder().encode(JSON.stringify(plan)).length;
  if (bytes > maxBytes) {
    throw new VerbatimError('VB1219', `the plan is ${bytes} bytes, at most ${maxBytes} are run`, {
      hint: 'move long lists out of the options into a file that the plugin reads',
    });
  }
}
