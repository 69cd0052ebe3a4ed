import { readFileSync } from 'node:fs';
import type { ConnectorNode, FieldSource } from '../core/plan/plan.ts';
import { createRegistry } from '../core/plugin/registry.ts';
import { runConnectorStep } from '../core/run/connector-step.ts';
import type { Runtime } from '../core/run/runtime.ts';
import { openWarehouse } from '../core/warehouse/open.ts';
import { endRun } from '../core/warehouse/runs.ts';
import { startRun } from '../core/warehouse/start-run.ts';
import { csv } from '../plugins/connectors/csv.ts';
import { testPlan } from '../test/core/warehouse/load-fixture.ts';

/*
 * A process that loads `answers.csv` of a folder the way a run does, and prints what it took as one line of JSON:
 * connector → map → look-up → warehouse. The process is a fresh one each time, so memory and warm-up are a run's own.
 */
const [url = '', dir = '', root = ''] = process.argv.slice(2);

const column = (from: string): FieldSource => ({ from, value: null, values: null });

const node: ConnectorNode = {
  id: 'read.answers',
  needs: [],
  retry: 'io',
  kind: 'connector',
  use: 'csv',
  version: csv.version,
  options: { path: 'answers.csv' },
  source: 'survey',
  stream: 'answers',
  mode: 'incremental',
  key: ['response_id'],
  cursor: null,
  where: null,
  map: {
    at: column('answered_at'),
    customer: column('customer_id'),
    comment: column('comment'),
    channel: column('channel'),
    touchpoint: null,
    language: null,
    questions: ['nps', 'csat'].map(id => ({
      id,
      kind: 'score',
      source: column(id),
      scale: id === 'nps' ? [0, 10] : [1, 5],
      wording: null,
      prior: null,
    })),
    attributes: { region: 'region' },
  },
  cells: { decimal: '.', date: 'iso' },
  enrich: [],
  quarantine: { rows: null, rate: null, floor: 0 },
  minRows: 0,
};

const wh = await openWarehouse({ url: url || null, dir, client: null, customerKey: Buffer.alloc(32, 7) });
const runtime = {
  registry: createRegistry([{ kind: 'connector', id: 'csv', from: 'built-in', load: async () => csv }]),
  warehouse: wh,
  root,
} as Partial<Runtime> as Runtime;
const plan = testPlan({ nodes: [node] });
const run = await startRun(wh, { plan, engine: 'in-process' });
const startedAt = performance.now();
const { counts } = await runConnectorStep(node, runtime, {
  plan,
  node: node.id,
  run,
  signal: new AbortController().signal,
  emit: () => {},
});
const seconds = (performance.now() - startedAt) / 1000;
await endRun(wh, run, 'succeeded');
await wh.close();
const peakKb = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 'NaN';
process.stdout.write(`${JSON.stringify({ seconds, counts, rssMb: Math.round(Number(peakKb) / 1024) })}\n`);
process.exit(0);
