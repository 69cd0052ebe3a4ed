import { failedStepText, failureText, hintLine } from '../core/plan/failure.ts';
import type { Counts, NodeResult } from '../core/plan/result.ts';
import type { Listener, RunEvent } from '../core/run/events.ts';
import { printable, type Terminal } from './terminal.ts';

/** A run that says nothing for this long looks hung in a CI log. */
const heartbeatMs = 30_000;

interface Progress {
  readonly listen: Listener;
  /** A line beside the run's story. */
  readonly say: (text: string) => void;
  /** Ends the live line; call it before anything else is printed. */
  readonly stop: () => void;
}

/**
 * Prints a run as it goes, on stderr: for a person one line per finished step and a line that moves, otherwise one plain
 * line per change with its time and a heartbeat.
 */
export function createProgress(terminal: Terminal): Progress {
  return terminal.live && !terminal.options.quiet ? livePrinter(terminal) : plainPrinter(terminal);
}

function plainPrinter(terminal: Terminal): Progress {
  const rows = new Map<string, number>();
  const say = (text: string): void => terminal.note(`${new Date().toISOString().replace(/\.\d+Z$/, 'Z')} ${text}`);
  const heartbeat = setInterval(() => {
    for (const [node, count] of rows) say(`step ${node} running rows=${count}`);
  }, heartbeatMs);
  heartbeat.unref();
  const listen = (event: RunEvent): void => {
    if (event.type === 'progress') rows.set(event.node, event.rows);
    if (event.type === 'node' && event.to !== 'running') rows.delete(event.node);
    const text = plainLine(event);
    if (text !== null) say(text);
  };
  return { listen, say, stop: () => clearInterval(heartbeat) };
}

function plainLine(event: RunEvent): string | null {
  switch (event.type) {
    case 'run-started':
      return `run ${event.run} start pipeline=${event.pipeline}${event.client === null ? '' : ` client=${event.client}`}`;
    case 'run-ended':
      return `run ${event.run} ${event.status} ms=${event.ms}`;
    case 'stop-asked':
      return `run ${event.run} was asked to stop: it ends at its next batch edge`;
    case 'retry':
      return `step ${event.node} retry attempt=${event.attempt} in_ms=${event.inMs} code=${event.failure.code} ${failureText(event.failure)}`;
    case 'log':
      return `step ${event.node} ${event.message}${fieldsText(event.fields)}`;
    case 'node':
      if (event.to === 'running') return `step ${event.node} start`;
      if (event.to === 'succeeded')
        return `step ${event.node} ok${countsText(event.result)} ms=${event.result?.ms ?? 0}`;
      if (event.to === 'failed' && event.failure !== null)
        return `${failedStepText(event.node, event.attempts, event.failure)}${hintLine(event.failure)}`;
      return `step ${event.node} ${event.to}${event.because === null ? '' : ` because=${event.because}`}`;
    default:
      return null;
  }
}

const fieldsText = (fields: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(fields)
    .map(([name, value]) => ` ${name}=${value}`)
    .join('');

function countsText(result: NodeResult | null): string {
  if (!result) return '';
  const shown: readonly (keyof Counts)[] = ['read', 'written', 'unchanged', 'rejected', 'deduplicated', 'filtered'];
  return shown.flatMap(name => (result.counts[name] > 0 ? [` ${name}=${result.counts[name]}`] : [])).join('');
}

function livePrinter(terminal: Terminal): Progress {
  const { colour } = terminal;
  const running = new Map<string, number>();
  const clear = (): void => void process.stderr.write('\r\u001b[K');
  const redraw = (): void => {
    clear();
    if (running.size === 0) return;
    const parts = [...running].map(([node, rows]) => (rows > 0 ? `${node} ${rows.toLocaleString('en')} rows` : node));
    process.stderr.write(
      colour.dim(printable(`  … ${parts.join(' · ')}`).slice(0, (process.stderr.columns ?? 80) - 1)),
    );
  };
  const say = (text: string): void => {
    clear();
    terminal.note(text);
    redraw();
  };
  const mark = {
    succeeded: colour.green('✔'),
    failed: colour.red('✘'),
    skipped: colour.yellow('–'),
    cancelled: colour.yellow('■'),
  };
  const listen = (event: RunEvent): void => {
    if (event.type === 'progress') running.set(event.node, event.rows);
    else if (event.type === 'retry')
      say(
        `  ${colour.yellow('↻')} ${event.node}  ${failureText(event.failure)} (again in ${Math.ceil(event.inMs / 1000)} s)`,
      );
    else if (event.type === 'log')
      say(`    ${colour.dim(`${event.node}: ${event.message}${fieldsText(event.fields)}`)}`);
    else if (event.type === 'stop-asked') say('  asked to stop: it ends at its next batch edge');
    else if (event.type === 'node' && event.to === 'running') running.set(event.node, 0);
    else if (event.type === 'node') {
      running.delete(event.node);
      say(`  ${mark[event.to as keyof typeof mark]} ${event.node.padEnd(24)}${endText(event)}`);
    }
    redraw();
  };
  return { listen, say, stop: clear };
}

function endText(event: Extract<RunEvent, { type: 'node' }>): string {
  const { failure } = event;
  if (failure !== null) return `${failure.code}  ${failureText(failure)}${hintLine(failure)}`;
  if (event.to !== 'succeeded') return event.because === null ? event.to : `${event.to} because of ${event.because}`;
  const { counts, ms, parts, reports } = event.result!;
  if (reports.length > 0) return reports.map(report => `${report.path} (${report.pages} pages)`).join('  ');
  if (counts.read === 0 && parts.length > 0) return parts.map(part => part.use).join('  ');
  const rejected = counts.rejected > 0 ? `  ${counts.rejected} rejected` : '';
  const unchanged = counts.unchanged > 0 ? `  ${counts.unchanged.toLocaleString('en')} unchanged` : '';
  return `${counts.written.toLocaleString('en').padStart(9)} written${unchanged}${rejected}  ${(ms / 1000).toFixed(1)} s`;
}
