import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { DateTime } from 'luxon';
import { parse } from 'yaml';

/**
 * Writes the demo's survey export: a fictional French furniture retailer, September 2025 to October 2026.
 *
 * The story that a report can find: deliveries in the Nord get worse from September 2026, when the carrier changes, and
 * fall in October; the web grows at the expense of the stores, whose customers score higher; every winter dips.
 * Seeded: the same script writes the same bytes. `npm run demo:data` runs it.
 */

type Touchpoint = 'delivery' | 'store' | 'order' | 'support' | 'return';
type Tone = 'negative' | 'mixed' | 'neutral' | 'positive';
type Comments = Readonly<Record<Touchpoint, Readonly<Record<Tone, readonly string[]>>>> & {
  readonly improve?: readonly string[];
};

const months = Array.from({ length: 14 }, (_, index) => DateTime.utc(2025, 9, 1).plus({ months: index }));
const answersByMonth = [400, 410, 470, 510, 420, 380, 410, 420, 430, 440, 420, 370, 450, 470];
/** Points of latent satisfaction that the season adds, on the 0..10 scale. */
const seasonByMonth = [0, 0.05, -0.1, -0.55, -0.45, -0.1, 0, 0.1, 0.1, 0.15, 0.1, 0.05, 0, 0];
const regions = [
  { name: 'Nord', share: 0.27, stores: ['Lille Centre', 'Arras'], towns: ['Lille', 'Roubaix', 'Arras', 'Douai'] },
  { name: 'Île-de-France', share: 0.23, stores: ['Paris Rivoli', 'Créteil'], towns: ['Paris', 'Montreuil', 'Créteil'] },
  { name: 'Ouest', share: 0.16, stores: ['Nantes', 'Brest'], towns: ['Nantes', 'Rennes', 'Brest'] },
  { name: 'Sud-Est', share: 0.15, stores: ['Lyon Part-Dieu', 'Nice'], towns: ['Lyon', 'Grenoble', 'Nice'] },
  { name: 'Sud-Ouest', share: 0.12, stores: ['Bordeaux'], towns: ['Bordeaux', 'Toulouse', 'Pau'] },
  { name: 'Est', share: 0.09, stores: ['Strasbourg'], towns: ['Strasbourg', 'Metz', 'Nancy'] },
] as const;
const stageNames: Readonly<Record<Touchpoint, string>> = {
  delivery: 'Livraison',
  store: 'Magasin',
  order: 'Commande',
  support: 'Service client',
  return: 'Retour produit',
};
const levelOf: Readonly<Record<Touchpoint, number>> = {
  store: 8.9,
  order: 8.5,
  delivery: 8.2,
  support: 8.0,
  return: 7.8,
};

/** Mulberry32: 32 bits of state are enough for six thousand answers. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const random = createRandom(20_261_101);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, Math.round(value)));
const weighted = <T extends { readonly share: number }>(items: readonly T[]): T => {
  let left = random() * items.reduce((sum, item) => sum + item.share, 0);
  for (const item of items) {
    left -= item.share;
    if (left < 0) return item;
  }
  return items[0]!;
};

/** Each comment is used once before any is used again, so that the same words do not stand side by side. */
function createDecks() {
  const decks = new Map<string, string[]>();
  return (name: string, comments: readonly string[]): string => {
    const deck = decks.get(name) ?? [];
    if (deck.length === 0)
      deck.push(
        ...comments
          .map(text => ({ text, at: random() }))
          .sort((a, b) => a.at - b.at)
          .map(one => one.text),
      );
    decks.set(name, deck);
    return deck.pop()!;
  };
}

function toneOf(score: number): Tone {
  const chance = random();
  if (score <= 4) return chance < 0.93 ? 'negative' : 'mixed';
  if (score <= 6) return chance < 0.55 ? 'negative' : chance < 0.85 ? 'mixed' : 'neutral';
  if (score <= 8) return chance < 0.2 ? 'mixed' : chance < 0.6 ? 'neutral' : 'positive';
  return chance < 0.92 ? 'positive' : chance < 0.97 ? 'neutral' : 'mixed';
}

function journey(monthIndex: number): { channel: 'web' | 'mag' | 'tel'; touchpoint: Touchpoint } {
  const web = 0.42 + 0.012 * monthIndex;
  const chance = random();
  if (chance < web)
    return {
      channel: 'web',
      touchpoint: weighted([
        { share: 0.52, at: 'delivery' },
        { share: 0.28, at: 'order' },
        { share: 0.09, at: 'support' },
        { share: 0.11, at: 'return' },
      ] as const).at,
    };
  if (chance < web + 0.14)
    return {
      channel: 'tel',
      touchpoint: weighted([
        { share: 0.68, at: 'support' },
        { share: 0.22, at: 'delivery' },
        { share: 0.1, at: 'order' },
      ] as const).at,
    };
  return {
    channel: 'mag',
    touchpoint: weighted([
      { share: 0.9, at: 'store' },
      { share: 0.1, at: 'return' },
    ] as const).at,
  };
}

function deliveryTrouble(monthIndex: number, region: string, touchpoint: Touchpoint): number {
  const nord = region === 'Nord';
  if (touchpoint === 'delivery') return (nord ? [0.5, 3.4] : [0, 0.1])[monthIndex - 12] ?? 0;
  return touchpoint === 'support' && nord ? ([0, 0.9][monthIndex - 12] ?? 0) : 0;
}

function fill(text: string, town: string): string {
  return text
    .replaceAll('{jours}', String(6 + Math.floor(random() * 17)))
    .replaceAll('{heures}', String(20 + Math.floor(random() * 35)))
    .replaceAll('{euros}', String(39 + 10 * Math.floor(random() * 70)))
    .replaceAll('{ville}', town);
}

const draw = createDecks();

function commentFor(
  comments: { fr: Comments; en: Comments },
  english: boolean,
  touchpoint: Touchpoint,
  score: number,
  town: string,
): string {
  const language = english ? 'en' : 'fr';
  const tone = toneOf(score);
  const first = fill(draw(`${language}/${touchpoint}/${tone}`, comments[language][touchpoint][tone]), town);
  if (english || random() > 0.12 || touchpoint === 'order') return first;
  return `${first}\n${fill(draw(`fr/order/${tone}`, comments.fr.order[tone]), town)}`;
}

function answer(monthIndex: number, number: number, comments: { fr: Comments; en: Comments }): readonly string[] {
  const { channel, touchpoint } = journey(monthIndex);
  const region = weighted(regions);
  const level = levelOf[touchpoint] + seasonByMonth[monthIndex]! - deliveryTrouble(monthIndex, region.name, touchpoint);
  const feeling = level + 1.75 * normal();
  const nps = clamp(feeling, 0, 10);
  const csat = clamp(1 + feeling / 2.35 + 0.35 * normal(), 1, 5);
  const ces = clamp(0.6 + feeling * 0.66 + 0.7 * normal(), 1, 7);
  const month = months[monthIndex]!;
  const at = month.plus({
    days: Math.floor(random() * month.daysInMonth!),
    hours: 7 + Math.floor(random() * 14),
    minutes: Math.floor(random() * 60),
  });
  const english = random() < 0.07;
  const commented = random() < (nps <= 6 ? 0.58 : 0.33);
  const improve = random() < 0.12 ? draw('fr/improve', comments.fr.improve!) : '';
  return [
    `R-${String(41_000 + number)}`,
    at.toFormat('dd/MM/yyyy HH:mm'),
    `C${String(10_000 + Math.floor(random() ** 1.3 * 4_200))}`,
    channel,
    stageNames[touchpoint],
    region.name,
    channel === 'mag' ? pick(region.stores) : '',
    pick(['', '', 'gold', 'platinum', 'standard', 'standard']),
    random() < 0.985 ? String(nps) : '',
    random() < 0.95 ? `${csat},0` : '',
    touchpoint === 'store' || random() < 0.12 ? '' : String(ces),
    commented ? commentFor(comments, english, touchpoint, nps, pick(region.towns)) : '',
    english ? '' : improve,
  ];
}

const quoted = (cell: string): string => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The whole export as text, before it is encoded. */
export function demoExport(folder: string): string {
  const read = (name: string): Comments => parse(readFileSync(join(folder, name), 'utf8')) as Comments;
  const comments = { fr: read('comments-fr.yaml'), en: read('comments-en.yaml') };
  const header =
    'id_reponse;repondu_le;client_id;canal;etape;region;magasin;carte;note_reco;satisfaction;facilite;verbatim;a_ameliorer';
  const rows: string[] = [];
  let number = 0;
  for (const [monthIndex, count] of answersByMonth.entries()) {
    const ofMonth = Array.from({ length: count }, () => answer(monthIndex, ++number, comments));
    rows.push(...ofMonth.map(cells => cells.map(quoted).join(';')));
  }
  // Real exports have faults; these five show where refused rows go.
  rows.splice(900, 0, 'R-90001;31/11/2025 10:12;C10412;web;Livraison;Ouest;;;8;4,0;6;;');
  rows.splice(2100, 0, 'R-90002;14/02/2026 09:30;C11873;web;Commande;Est;;gold;11;5,0;7;;');
  rows.splice(3300, 0, 'R-90003;02/05/2026 18:05;C12001;tel;Service client;Nord;;;7');
  rows.splice(4700, 0, 'R-90004;19/08/2026 12:44;C10090;mag;Magasin;Sud-Est;Nice;;neuf;4,0;;;');
  rows.splice(5600, 0, ';11/10/2026 15:20;C13555;web;Retour produit;Ouest;;;6;3,0;4;;');
  rows.push(rows.at(-1)!, rows.at(-40)!);
  return `${[header, ...rows].join('\r\n')}\r\n`;
}

/** The export as a French tool writes it. */
export const encodeExport = (text: string): Buffer => iconv.encode(text, 'windows-1252');

if (process.argv[1]?.endsWith('generate.ts')) {
  const target = join(import.meta.dirname, '../../config/clients/lumiere/data/enquetes.csv');
  writeFileSync(target, encodeExport(demoExport(import.meta.dirname)));
}
