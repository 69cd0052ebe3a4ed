import { defineConfig } from 'vitest/config';
import { LongFirst } from './test/long-first.ts';

const tiers = {
  /** Pure tests: no server, no store, no browser. */
  unit: { include: ['test/**/*.test.ts'], exclude: ['test/**/*.{pglite,pg,browser,temporal,e2e}.test.ts'] },
  /** The embedded store. */
  pglite: { include: ['test/**/*.pglite.test.ts'], exclude: [] },
  /** A real PostgreSQL, found or started by `test/postgres.setup.ts`. */
  pg: { include: ['test/**/*.pg.test.ts'], exclude: [] },
  /** A real browser. */
  browser: { include: ['test/**/*.browser.test.ts'], exclude: [] },
  /** A real Temporal server and a real PostgreSQL. */
  temporal: { include: ['test/**/*.temporal.test.ts'], exclude: [] },
  /** The built command line, as a user runs it. */
  e2e: { include: ['test/**/*.e2e.test.ts'], exclude: [] },
};

/** Tiers whose files share a process, since starting one costs more than most of them; none of them changes what it shares. */
const shared = ['unit', 'pglite', 'pg'];

const timeouts: Record<string, number> = { unit: 10_000, e2e: 300_000, temporal: 300_000 };
const globalSetups: Record<string, string[]> = {
  pg: ['test/postgres.setup.ts'],
  temporal: ['test/postgres.setup.ts', 'test/temporal.setup.ts'],
};

export default defineConfig({
  test: {
    // More than the two cores of a small machine: most of the slow tests wait for a server or for a killed process.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    reporters: ['default', './test/closing-line.ts'],
    projects: Object.entries(tiers).map(([name, { include, exclude }]) => ({
      test: {
        name,
        include,
        exclude,
        isolate: !shared.includes(name),
        testTimeout: timeouts[name] ?? 120_000,
        hookTimeout: 120_000,
        globalSetup: globalSetups[name] ?? [],
      },
    })),
  },
});
