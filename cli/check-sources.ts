import { asVerbatimError, catalogue, type ErrorCode } from '../core/errors.ts';
import type { ConnectorNode, Plan } from '../core/plan/plan.ts';
import type { Check } from '../core/plugin/connector.ts';
import { callPlugin } from '../core/run/plugin-call.ts';
import { parseOptions } from '../core/run/plugin-options.ts';
import { type Diagnostic, fault, warning } from '../core/spec/diagnostic.ts';
import { spanAt } from '../core/spec/located.ts';
import type { LoadedPipeline } from '../core/spec/pipeline.ts';
import { planOf } from './pipeline.ts';
import type { Workspace } from './workspace.ts';

/** A source that takes longer is left to the run. */
const patienceMs = 10_000;

/** What the connector of a source says of it. */
interface SourceChecks {
  readonly pipeline: LoadedPipeline;
  readonly source: string;
  readonly checks: readonly Check[];
}

/** Asks the connector of every source of the sound pipelines; nothing is read into the warehouse. */
async function askSources(
  workspace: Workspace,
  pipelines: readonly LoadedPipeline[],
): Promise<readonly SourceChecks[]> {
  const found: SourceChecks[] = [];
  for (const pipeline of pipelines) {
    if (pipeline.spec === null) continue;
    const plan = await planOf(workspace, { spec: pipeline.spec }, { window: null }).catch(() => null);
    const nodes = plan?.nodes.filter(node => node.kind === 'connector') ?? [];
    // Streams of one source share its options.
    for (const node of new Map(nodes.map(one => [one.source, one])).values())
      found.push({ pipeline, source: node.source, checks: await askSource(workspace, plan!, node) });
  }
  return found;
}

async function askSource({ registry, project }: Workspace, plan: Plan, node: ConnectorNode): Promise<readonly Check[]> {
  const { signal, abort } = patience();
  const late = new Promise<readonly Check[]>(resolve => signal.addEventListener('abort', () => resolve([])));
  try {
    const connector = await registry.load('connector', node.use);
    const context = {
      options: parseOptions(connector, node.options, project),
      ...{ signal, asOf: plan.asOf, timezone: plan.timezone, root: project.root },
      run: { id: 'check', client: plan.client, pipeline: plan.pipeline },
      log: () => undefined,
    };
    const checks = await Promise.race([late, callPlugin(node.use, () => connector.check(context as never))]);
    return Array.isArray(checks) ? checks.filter(one => typeof one?.message === 'string') : [];
  } catch (thrown) {
    if (signal.aborted) return [];
    const { code, message, hint } = asVerbatimError(thrown);
    return [{ id: node.use, status: 'warn', message: `${code} ${message}`, fix: hint }];
  } finally {
    abort();
  }
}

/** A signal that fires when patience ends; until then the process stays alive, even if the plugin waits for nothing. */
function patience(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patienceMs);
  return {
    signal: controller.signal,
    abort: () => {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

/** What a source has that has nothing to read yet: its files are still to come, and the machine lacks nothing. */
const nothingYet = 'VB2002 ';

/**
 * What is wrong with the sources of sound pipelines, at their places in the YAML. A connector that fails is a warning,
 * and a source that has nothing yet is no fault: the files are as they should be.
 */
export async function sourceDiagnostics(
  workspace: Workspace,
  pipelines: readonly LoadedPipeline[],
): Promise<readonly Diagnostic[]> {
  const asked = await askSources(workspace, pipelines);
  return asked.flatMap(({ pipeline, source, checks }) =>
    checks
      .filter(check => check.status !== 'ok' && !check.message.startsWith(nothingYet))
      .map(({ id, status, message, fix }) => {
        const at = spanAt(pipeline.tree!, ['sources', source, 'with']);
        const [, code = 'VB2001', text = message] = /^(VB\d{4}) ([\s\S]*)$/.exec(message) ?? [];
        const told = Object.hasOwn(catalogue, code) ? (code as ErrorCode) : 'VB2001';
        const make = status === 'warn' ? warning : fault;
        return make(told, at, `source "${source}", ${id}: ${text}`, fix);
      }),
  );
}

/** One check for each source: the worst that its connector says. */
export async function checkSources(
  workspace: Workspace,
  pipelines: readonly LoadedPipeline[],
): Promise<readonly Check[]> {
  const asked = await askSources(workspace, pipelines);
  return asked.map(({ pipeline, source, checks }) => {
    const worst = checks.find(one => one.status === 'fail') ?? checks.find(one => one.status === 'warn') ?? checks[0];
    const id = `source ${source}`;
    if (worst === undefined) return { id, status: 'ok', message: `${pipeline.file}: not looked at`, fix: null };
    const status = worst.message.startsWith(nothingYet) ? 'warn' : worst.status;
    return { id, status, message: `${pipeline.file}: ${worst.message}`, fix: worst.fix };
  });
}
