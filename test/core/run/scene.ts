import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Json } from '../../../core/model/digest.ts';
import type { ConnectorNode, Plan } from '../../../core/plan/plan.ts';
import { createRegistry, type Plugin } from '../../../core/plugin/registry.ts';
import type { RunEvent } from '../../../core/run/events.ts';
import type { Runtime } from '../../../core/run/runtime.ts';
import { type Context, defineConnector, type Emit, secret } from '../../../core/sdk.ts';
import type { Environment } from '../../../core/spec/environment.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';

const window = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' };
const from = (column: string) => ({ from: column, value: null, values: null });

interface PlanChanges {
  readonly enrich?: readonly string[];
  readonly limits?: { readonly rows: number | null; readonly rate: number | null };
  readonly stream?: Partial<Pick<ConnectorNode, 'mode' | 'minRows'>>;
  /** Of the connector. */
  readonly options?: Readonly<Record<string, Json>>;
}

/** A secret as YAML and plans name it. */
export const secretReference = (name: string): string => `\${secret:${name}}`;

/** An environment with these variables alone. */
export const secretsOf = (values: Readonly<Record<string, string>>): Environment => ({
  ...{ name: null, hasFile: false },
  find: name => (values[name] === undefined ? null : { value: values[name], at: null }),
});

/** A plan with one stream of a fake connector and, after it, the NPS. */
export function planWith(given: PlanChanges = {}): Plan {
  return {
    version: 1,
    drive: 1,
    project: 'p',
    pipeline: 'monthly',
    title: null,
    client: null,
    clientName: null,
    locale: 'fr-FR',
    timezone: 'Europe/Paris',
    window,
    asOf: '2026-11-02T06:00:00.000Z',
    fullRefresh: false,
    width: 2,
    digest: 'test',
    nodes: [
      {
        kind: 'connector',
        id: 'desk.answers',
        needs: [],
        retry: 'io',
        use: 'desk',
        version: '1.0.0',
        options: given.options ?? {},
        source: 'desk',
        stream: 'answers',
        mode: 'incremental',
        key: ['id'],
        cursor: null,
        where: null,
        cells: { decimal: '.', date: 'iso' },
        map: {
          at: from('at'),
          customer: null,
          comment: from('comment'),
          channel: null,
          touchpoint: null,
          language: null,
          questions: [{ id: 'nps', kind: 'score', source: from('nps'), scale: [0, 10], wording: null, prior: null }],
          attributes: {},
        },
        enrich: (given.enrich ?? []).map(use => ({ id: use, use, version: '1.0.0', options: {} })),
        quarantine: { rows: null, rate: null, ...given.limits, floor: 0 },
        minRows: 0,
        ...given.stream,
      },
      {
        kind: 'kpi',
        id: 'kpis',
        needs: ['desk.answers'],
        retry: 'db',
        kpis: [{ id: 'kpi.nps', use: 'nps', version: '1.0.0', options: {}, on: 'nps', by: [], minN: 30 }],
      },
    ],
  };
}

export interface Row {
  readonly id: string;
  readonly at: string;
  readonly nps: number;
  readonly comment: string | null;
}

/** Answers of October 2026, one a minute. */
export const answers = (count: number, given: (index: number) => Partial<Row> = () => ({})): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `R${index + 1}`,
    at: new Date(Date.UTC(2026, 9, 5, 8, index)).toISOString(),
    nps: 9,
    comment: null,
    ...given(index),
  }));

/** A connector that emits what the test hands it. */
export const desk = (read: (context: Context<unknown>) => AsyncIterable<Emit<Row, number>>): Plugin =>
  defineConnector<object, Row, number>({
    id: 'desk',
    version: '1.0.0',
    title: 'Desk',
    stability: 'experimental',
    options: z.strictObject({ token: secret().optional() }),
    examples: [],
    streams: {
      answers: {
        row: z.object({ id: z.string(), at: z.string(), nps: z.number(), comment: z.string().nullable() }),
        key: ['id'],
        state: z.number(),
        stateVersion: 1,
        feeds: 'feedback',
      },
    },
    check: async () => [],
    read: context => read(context),
  }) as unknown as Plugin;

/** A runtime over a warehouse with these plugins, and the events of its runs. */
export function runtimeWith(
  warehouse: Warehouse,
  plugins: readonly Plugin[],
): { runtime: Runtime; events: RunEvent[]; emit: (event: RunEvent) => void } {
  const events: RunEvent[] = [];
  const root = mkdtempSync(join(tmpdir(), 'verbatim-run-'));
  const runtime: Runtime = {
    registry: createRegistry(
      plugins.map(plugin => ({ kind: plugin.kind, id: plugin.id, from: 'test', load: async () => plugin })),
    ),
    warehouse,
    renderer: () => Promise.reject(new Error('no report in this test')),
    root,
    stateDir: join(root, '.verbatim'),
    outRoot: root,
    templateRoots: [],
    environment: secretsOf({}),
  };
  return { runtime, events, emit: event => events.push(event) };
}
