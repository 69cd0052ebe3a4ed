import type { Cell } from '../../../core/model/metric.ts';
import { addMonths, monthWindow } from '../../../core/model/window.ts';
import type { QuoteCandidate, ReportInput, ReportKpi } from '../../../core/report/input.ts';
import type { Kpi } from '../../../core/sdk.ts';
import { ces } from '../../../plugins/kpis/ces.ts';
import { csat } from '../../../plugins/kpis/csat.ts';
import { netSentiment } from '../../../plugins/kpis/net-sentiment.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { volume } from '../../../plugins/kpis/volume.ts';
import { lumiereQuotes } from './lumiere-quotes.ts';
import type { Fact, Memory } from './memory-reader.ts';

const timezone = 'Europe/Paris';
const month = '2026-10';
const both = ['touchpoint', 'channel'] as const;

/** A KPI of a pipeline, with the options that YAML would give. */
export function useKpi<Options>(
  plugin: Kpi<Options>,
  use: { readonly on?: string; readonly by?: readonly string[]; readonly with?: unknown } = {},
): ReportKpi {
  const options = plugin.options.parse(use.with ?? {});
  const on = use.on ?? plugin.on;
  const id = on === plugin.on ? `kpi.${plugin.id}` : `kpi.${plugin.id}.${on}`;
  const minN = (options as { min_n?: number }).min_n ?? 30;
  return {
    use: { id, use: plugin.id, version: plugin.version, options: {}, on, by: use.by ?? [], minN },
    plugin,
    options,
    version: `${plugin.id}@${plugin.version}#00000000`,
  };
}

/**
 * October and September by touchpoint and channel.
 * nps: n, promoters, detractors · csat and ces: n, positive · tone: n, positive, negative · volume
 */
type Row = readonly [
  string | null,
  string,
  readonly number[],
  readonly number[],
  readonly number[],
  readonly number[],
  number,
];

// Sums for October: NPS 1 243 answers, 564 promoters, 273 detractors → (564 - 273) / 1243 = 23.41.
const october: readonly Row[] = [
  ['Magasin', 'store', [412, 222, 65], [398, 335], [160, 122], [300, 165, 71], 420],
  ['Commande', 'web', [280, 132, 50], [270, 216], [120, 89], [210, 112, 64], 300],
  ['Commande', 'email', [97, 52, 15], [91, 73], [28, 22], [78, 40, 22], 101],
  ['Service client', 'phone', [201, 90, 42], [196, 146], [88, 58], [150, 70, 51], 210],
  ['Livraison', 'web', [150, 38, 62], [137, 86], [66, 40], [145, 32, 67], 155],
  ['Livraison', 'phone', [71, 18, 30], [65, 40], [30, 18], [69, 18, 29], 73],
  ['Retour', 'web', [3, 1, 1], [41, 29], [4, 2], [2, 1, 1], 42],
  ['Facturation', 'chat', [4, 1, 1], [3, 2], [2, 1], [4, 1, 2], 5],
  [null, 'web', [25, 10, 7], [22, 17], [9, 6], [23, 11, 7], 31],
];

// Sums for September: NPS 1 090 answers, 542 promoters, 191 detractors → (542 - 191) / 1090 = 32.20.
const september: readonly Row[] = [
  ['Magasin', 'store', [350, 190, 55], [340, 285], [140, 107], [255, 142, 60], 361],
  ['Commande', 'web', [270, 129, 48], [262, 210], [115, 84], [200, 108, 58], 287],
  ['Commande', 'email', [90, 48, 13], [84, 68], [26, 20], [70, 37, 19], 95],
  ['Service client', 'phone', [190, 86, 38], [184, 138], [83, 55], [140, 67, 46], 199],
  ['Livraison', 'web', [110, 52, 20], [104, 78], [51, 35], [101, 50, 29], 114],
  ['Livraison', 'phone', [50, 24, 9], [47, 35], [22, 15], [48, 23, 14], 52],
  [null, 'web', [30, 13, 8], [27, 21], [11, 8], [27, 13, 8], 36],
];

const names = {
  'kpi.nps': ['n', 'promoters', 'detractors'],
  'kpi.csat': ['n', 'positive'],
  'kpi.ces': ['n', 'positive'],
  'kpi.net-sentiment': ['n', 'positive', 'negative'],
} as const;

function factsOf(one: string, rows: readonly Row[]): Fact[] {
  return rows.flatMap(([touchpoint, channel, ...figures]) => {
    const cell: Cell = { touchpoint, channel };
    const measured = Object.entries(names).map(([kpi, parts], index): Fact => {
      const counts = figures[index] as readonly number[];
      return { kpi, month: one, cell, parts: Object.fromEntries(parts.map((name, at) => [name, counts[at] ?? 0])) };
    });
    return [...measured, { kpi: 'kpi.volume', month: one, cell, parts: { n: figures[4] } }];
  });
}

/** The 23 months before: about 33 points, 79 %, 72 % and 27 points; no answers at all in August 2025. */
function history(): Fact[] {
  return Array.from({ length: 23 }, (_, index) => addMonths(month, index - 24)).flatMap((one, index) => {
    if (one === '2025-08') return [];
    const n = 900 + ((index * 37) % 200);
    const wave = [0, 1, -1, 2, -2, 1, -1][index % 7]! / 100;
    const share = (base: number, of: number, move = wave): number => Math.round((base + move) * of);
    const cell: Cell = { touchpoint: null, channel: 'web' };
    const facts: Fact[] = [
      { kpi: 'kpi.nps', month: one, cell, parts: { n, promoters: share(0.5, n), detractors: share(0.17, n, 0) } },
      { kpi: 'kpi.csat', month: one, cell, parts: { n: n - 40, positive: share(0.79, n - 40) } },
      {
        kpi: 'kpi.net-sentiment',
        month: one,
        cell,
        parts: { n: n - 200, positive: share(0.52, n - 200), negative: share(0.25, n - 200, -wave / 2) },
      },
      { kpi: 'kpi.volume', month: one, cell, parts: { n: n + 30 } },
    ];
    // The effort question was asked from October 2025 on.
    const effort: Fact = { kpi: 'kpi.ces', month: one, cell, parts: { n: 400, positive: share(0.72, 400) } };
    return index >= 12 ? [...facts, effort] : facts;
  });
}

const pickUp: readonly Fact[] = [
  { kpi: 'kpi.csat.retrait', month: '2026-09', cell: {}, parts: { n: 21, positive: 16 } },
  { kpi: 'kpi.csat.retrait', month, cell: {}, parts: { n: 17, positive: 12 } },
];

/** A shop's October: six KPIs, one of them on too small a base, two dimensions, 25 months. */
export const lumiere: { readonly input: ReportInput; readonly memory: Memory } = {
  input: {
    node: {
      use: 'monthly-cx',
      window: monthWindow(month, timezone),
      audience: 'executive',
      labels: {},
      title: { fr: 'Voix du client', en: 'Voice of the customer' },
    },
    plan: {
      pipeline: 'voix-du-client',
      client: 'lumiere',
      clientName: 'Maison Lumière',
      timezone,
      asOf: '2026-11-02T06:00:00.000Z',
    },
    kpis: [
      useKpi(nps, { by: both }),
      useKpi(csat, { by: both }),
      useKpi(ces, { by: both }),
      useKpi(netSentiment, { by: both }),
      useKpi(csat, { on: 'retrait' }),
      useKpi(volume, { by: ['channel'] }),
    ],
    scales: { nps: [0, 10], csat: [1, 5], ces: [1, 7], retrait: [1, 5] },
  },
  memory: {
    timezone,
    facts: [...history(), ...factsOf('2026-09', september), ...factsOf(month, october), ...pickUp],
    quotes: lumiereQuotes satisfies readonly QuoteCandidate[],
    coverage: {
      feedback: 1337,
      commented: 981,
      sources: [
        {
          source: 'enquetes',
          stream: 'reponses',
          feedback: 1337,
          first: '2026-10-01T05:12:00.000Z',
          last: '2026-10-31T20:47:00.000Z',
          quarantined: 14,
        },
      ],
    },
    models: [{ step: 'tonalite', model: 'linear-sentiment@1.0.0', scored: 968, abstained: 13 }],
  },
};
