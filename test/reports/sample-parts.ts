import type { Change, Figure, KpiInfo, Quote, SegmentRow, SegmentTable, Tile, Trend } from '../../core/model/report.ts';
import { local, phrase, plain } from './sample-phrases.ts';

const kpi = (
  id: string,
  fr: string,
  en: string,
  unit: KpiInfo['unit'],
  betterWhen: KpiInfo['betterWhen'],
  base: KpiInfo['base'],
): KpiInfo => ({
  id,
  label: { fr, en },
  noun: { fr, en },
  definition: {
    fr: `Définition de ${fr}, **telle que calculée** : part ou solde des réponses, en ${unit}.`,
    en: `Definition of ${en}, **as computed**: share or balance of answers, in ${unit}.`,
  },
  version: `${id}@1.0.0+4be1c9`,
  unit,
  digits: unit === 'count' ? 0 : 1,
  range: unit === 'points' ? [-100, 100] : null,
  betterWhen,
  minN: 30,
  base,
});

export const kpis: readonly KpiInfo[] = [
  kpi('nps', 'NPS', 'NPS', 'points', 'higher', 'answers'),
  kpi('csat', 'Satisfaction (4–5 sur 5)', 'Satisfaction (4–5 of 5)', 'percent', 'higher', 'answers'),
  kpi('effort', 'Effort élevé', 'High effort', 'percent', 'lower', 'answers'),
  kpi('sentiment', 'Sentiment net', 'Net sentiment', 'points', 'higher', 'comments'),
  kpi('volume', 'Volume de retours', 'Feedback volume', 'count', 'neither', 'feedback'),
  kpi('brest', 'NPS boutique Brest', 'NPS Brest shop', 'points', 'higher', 'answers'),
];

export function figure(id: string, state: Figure['state'], value: number | null, n: number | null, half = 3.9): Figure {
  const open = state === 'shown' || state === 'grey';
  const shown = open ? value : null;
  const bounds = shown === null ? { low: null, high: null } : { low: shown - half, high: shown + half * 1.02 };
  const [name, month] = id.split('@');
  const [kpiId, cell] = name!.split(';');
  const [dimension, at] = cell?.split('=') ?? [];
  return {
    id,
    kpi: kpiId!,
    month: month ?? '2026-10',
    cell: dimension ? { [dimension]: at === '' ? null : at! } : {},
    state,
    value: shown,
    ...bounds,
    n,
    method: 'adjusted-wald',
  };
}

function change(
  against: Change['against'],
  value: number,
  delta: number,
  verdict: Change['verdict'],
  p: number,
): Change {
  const month = against === 'rest' ? null : against === 'year-ago' ? '2025-10' : '2026-09';
  return {
    against,
    month,
    value,
    n: 1187,
    delta,
    low: delta - 4.1,
    high: delta + 4.3,
    p,
    q: against === 'rest' ? p * 1.5 : null,
    method: 'wald',
    verdict,
  };
}

export function sampleTiles(): readonly Tile[] {
  const spark = [31.2, 33.5, null, 34.1, 33.9, 32.7, 35.4, 33.6, 36.1, 34.9, 32.2, 33.1, 27.4];
  const tile = (of: Figure, previous: Change | null, yearAgo: Change | null, detectable: number | null): Tile => ({
    kpi: of.kpi,
    figure: of,
    previous,
    yearAgo,
    detectable,
    spark: of.value === null ? [] : spark,
  });
  return [
    tile(
      figure('nps', 'shown', 27.4, 1243),
      change('previous-month', 33.1, -5.7, 'down', 0.0042),
      change('year-ago', 30.6, -3.2, 'no-detectable-change', 0.21),
      5.6,
    ),
    tile(
      figure('csat', 'shown', 78.2, 1187, 2.4),
      change('previous-month', 78.9, -0.7, 'no-detectable-change', 0.67),
      null,
      4.7,
    ),
    tile(figure('effort', 'shown', 28.5, 544, 3.7), change('previous-month', 22.1, 6.4, 'up', 0.012), null, 7.4),
    tile(
      figure('sentiment', 'grey', 18.6, 81, 16.4),
      change('previous-month', 26, -7.4, 'no-detectable-change', 0.44),
      null,
      22.8,
    ),
    tile(
      { ...figure('volume', 'shown', 12431, 12431), low: null, high: null, method: 'count' },
      { ...change('previous-month', 11876, 0, 'no-comparison', 0), delta: null, low: null, high: null, p: null },
      null,
      null,
    ),
    tile(figure('brest', 'small', null, 17), null, null, null),
  ];
}

/** Thirteen months around a level; the third is a gap, the seventh has a small base. */
export function sampleTrend(id: string, level: number, spread: number): Trend {
  const points = Array.from({ length: 13 }, (_, index) => {
    const month = index < 3 ? `2025-${10 + index}` : `2026-${String(index - 2).padStart(2, '0')}`;
    const state = index === 2 ? 'none' : index === 6 ? 'small' : 'shown';
    const value = index === 12 ? level - spread * 0.76 : level + Math.sin(index * 2.1) * spread * 0.35;
    const of = figure(
      index === 12 ? id : `${id}@${month}`,
      state,
      Number(value.toFixed(3)),
      index === 2 ? 0 : index === 6 ? 22 : 900 + ((index * 137) % 340),
    );
    const limits =
      of.value === null
        ? null
        : { low: level - spread * (0.62 + (index % 3) * 0.02), high: level + spread * (0.62 + (index % 3) * 0.02) };
    return { month, figure: of, limits, signal: index === 12 ? ('below' as const) : null };
  });
  const noun = local(`le ${id}`, `the ${id}`);
  const title = phrase('trend.below', {
    noun,
    month: { kind: 'month', month: '2026-10' },
    value: plain(points.at(-1)!.figure.value!),
  });
  return { kpi: id, centre: level, baseline: points.slice(0, 12).map(point => point.month), points, title };
}

/** A row of a segment table over the NPS, satisfaction, effort and sentiment. */
export function segmentRow(
  value: string | null,
  label: string,
  level: number,
  verdict: Change['verdict'] | null,
  state: Figure['state'] = 'shown',
): SegmentRow {
  const cells = ['nps', 'csat', 'effort', 'sentiment'].map((id, index) => {
    const held = state === 'suppressed' ? (index % 2 === 0 ? 'suppressed' : 'small') : state;
    const n =
      held === 'suppressed'
        ? null
        : held === 'none'
          ? 0
          : held === 'small'
            ? 17
            : held === 'grey'
              ? 64 + index
              : 400 + index * 11;
    const of = figure(value === 'total' ? id : `${id};touchpoint=${value ?? ''}`, held, level + index * 9.37, n);
    return {
      figure: of,
      change: verdict && of.value !== null && index !== 3 ? change('rest', 31, level - 31, verdict, 0.0011) : null,
    };
  });
  return { value, label: { fr: label, en: label }, cells };
}

export function sampleTable(rows: readonly SegmentRow[] = sampleRows()): SegmentTable {
  const weak = {
    weak: local('Livraison', 'Delivery'),
    weakKpis: {
      kind: 'list',
      items: [local('le NPS', 'the NPS'), local('la satisfaction', 'satisfaction'), local("l'effort", 'effort')],
    } as const,
  };
  const title = phrase('segments.weak', weak);
  return {
    dimension: 'touchpoint',
    label: { fr: 'point de contact', en: 'touchpoint' },
    kpis: ['nps', 'csat', 'effort', 'sentiment'],
    rows,
    total: segmentRow('total', 'Ensemble', 27.4, null),
    title,
  };
}

const sampleRows = (): readonly SegmentRow[] => [
  segmentRow('magasin', 'Magasin', 38.1, 'up'),
  segmentRow('web', 'Web', 31.5, 'no-detectable-change'),
  segmentRow('livraison', 'Livraison', 6.3, 'down'),
  segmentRow('telephone', 'Téléphone', 24, 'no-detectable-change', 'grey'),
  segmentRow('retour', 'Retour produit', 12, null, 'suppressed'),
  segmentRow(null, 'Non renseigné', 12, null, 'none'),
];

export const quote = (id: string, text: string, marks: Quote['marks'], more: Partial<Quote> = {}): Quote => ({
  id,
  text,
  marks,
  language: 'fr',
  at: '2026-10-14T09:12:00.000Z',
  score: { label: { fr: 'NPS', en: 'NPS' }, value: 3, max: 10 },
  place: [
    { fr: 'Livraison', en: 'Delivery' },
    { fr: 'Lille', en: 'Lille' },
  ],
  tone: 'negative',
  ...more,
});

export const sampleQuotes: readonly Quote[] = [
  quote(
    'R-48211',
    "Trois créneaux annoncés, personne n'est venu, et le colis est arrivé ouvert. La dame au téléphone a été très correcte.",
    [
      [25, 44],
      [69, 75],
    ],
  ),
  quote('R-47902', "Toujours rien après dix jours. J'ai dû appeler [TÉLÉPHONE_1] trois fois.", [[0, 13]], {
    score: null,
  }),
  quote('R-48655', 'Livreur charmant, plus tôt que prévu 👍🏽 merci', [[18, 36]], {
    tone: 'positive',
    at: '2026-10-01T09:12:00.000Z',
  }),
  quote('R-47733', 'وصل الطرد متأخرا جدا', [], { language: 'ar', place: [] }),
];
