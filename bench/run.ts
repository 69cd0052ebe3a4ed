/** What a benchmark found: ours against a peer in the same run. */
export interface Found {
  readonly bench: string;
  readonly ours: number;
  readonly peer: number;
  /** Of ours to the peer; above 1 is better than the peer. */
  readonly ratio: number;
  readonly unit: string;
  readonly rows?: number;
  readonly rssMb?: number;
}

const benches: Readonly<Record<string, () => Promise<{ bench: () => Promise<Found> }>>> = {
  cli: () => import('./cli.ts'),
  kpi: () => import('./kpi.ts'),
  load: () => import('./load.ts'),
  render: () => import('./render.ts'),
  scanner: () => import('./scanner.ts'),
  temporal: () => import('./temporal.ts'),
  text: () => import('./text.ts'),
};

const name = process.argv[2] ?? '';
const load = benches[name];
if (!load) {
  process.stderr.write(`usage: npm run bench -- <${Object.keys(benches).join('|')}>\n`);
  process.exitCode = 2;
} else {
  const found = await (await load()).bench();
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
