import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { addMonths, monthWindow, type Window } from '../core/model/window.ts';
import { markDirtyDays } from '../core/warehouse/dirty-days.ts';
import { refreshKpis } from '../core/warehouse/kpi-daily.ts';
import type { KpiDefinition } from '../core/warehouse/kpi-definition.ts';
import { readParts } from '../core/warehouse/kpi-read.ts';
import { openWarehouse } from '../core/warehouse/open.ts';
import type { Warehouse } from '../core/warehouse/warehouse.ts';
import { findPostgres, startCluster } from '../test/postgres-cluster.ts';
import { median } from './median.ts';

/** Milliseconds, so a ratio above 1 says that daily parts are that many times faster than the feedback itself. */
interface Figures {
  readonly bench: 'kpi';
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: 'ms';
  readonly rows: number;
}

const rows = 1_000_000;
const pipeline = 'bench';
const timezone = 'Europe/Paris';
const by = ['channel', 'touchpoint'];
/** 24 months × 5 channels × 6 touchpoints = 720 cells. */
const windows: readonly Window[] = Array.from({ length: 24 }, (_, index) =>
  monthWindow(addMonths('2024-11', index), timezone),
);

const nps: KpiDefinition = {
  use: { id: 'kpi.nps', use: 'nps', version: '1.0.0', options: {}, on: 'nps', by, minN: 30 },
  subject: 'answer',
  parts: {
    n: { of: 'count' },
    promoters: { of: 'count', when: { value: { gte: 9 } } },
    detractors: { of: 'count', when: { value: { lt: 7 } } },
  },
  digest: 'bench',
  version: '1.0.0',
};

/**
 * Reads 720 cells of a Net Promoter Score over a million answers from daily parts, against the same figures from the
 * feedback itself, in the same run on the same server; and computes one day again after an answer changed.
 */
export async function bench(): Promise<Figures> {
  const server = process.env.VERBATIM_BENCH_DATABASE_URL ?? null;
  const bin = findPostgres();
  if (server === null && bin === null) throw new Error('no PostgreSQL server: set VERBATIM_BENCH_DATABASE_URL');
  const cluster = server === null ? await startCluster(bin!) : null;
  const url = new URL(server ?? cluster!.url);
  const name = `verbatim_bench_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`create database ${name}`);
  url.pathname = `/${name}`;
  const wh = await openWarehouse({ url: url.href, dir: '', client: null, customerKey: Buffer.alloc(32, 7) });
  try {
    return await measure(wh);
  } finally {
    await wh.close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
    cluster?.remove();
  }
}

async function measure(wh: Warehouse): Promise<Figures> {
  await fill(wh);
  const refresh = () => refreshKpis(wh, { pipeline, timezone, kpis: [nps] });
  const read = () => readParts(wh, { pipeline, definition: nps, windows, timezone, by });
  const first = await timed(refresh);
  say(
    `every day computed from ${rows} answers: ${first.ms.toFixed(0)} ms, ${first.value['kpi.nps']!.cells} daily cells`,
  );
  await sql`vacuum analyze`.execute(wh.db);
  const ours = await medianOf(31, read);
  const peer = await medianOf(5, () => fromFeedback(wh));
  if (JSON.stringify(asCounts(ours.value)) !== JSON.stringify(peer.value)) throw new Error('the two disagree');
  say(
    `${ours.value.length} cells from daily parts: ${ours.ms.toFixed(1)} ms; from the feedback: ${peer.ms.toFixed(0)} ms`,
  );
  const days: number[] = [];
  for (let round = 0; round < 31; round += 1) {
    await changeOneAnswer(wh, round);
    days.push((await timed(refresh)).ms);
  }
  say(`one changed day computed again: ${median(days).toFixed(1)} ms`);
  return {
    bench: 'kpi',
    ours: round(ours.ms),
    peer: round(peer.ms),
    ratio: round(peer.ms / ours.ms),
    unit: 'ms',
    rows,
  };
}

/** Two years of answers as monthly exports leave them: month by month, in no order within. */
async function fill(wh: Warehouse): Promise<void> {
  await sql`
    insert into stream (pipeline, source, name, feeds) values (${pipeline}, 'surveys', 'responses', 'feedback')`.execute(
    wh.db,
  );
  await sql`
    insert into feedback
    select 1, 'r' || i, timestamptz '2024-11-01T00:00:00+01' + least(i / 41667, 23) * interval '30.4 days'
        + (i::bigint * 7919 % 41669) * interval '63 s',
      null, (array['web', 'store', 'phone', 'app', 'mail'])[1 + i % 5], 'step ' || (i / 5) % 6, 'fr', repeat('Bien. ', 20),
      jsonb_build_object('nps', i * 31 % 11, 'csat', 1 + i % 5), '{}', jsonb_build_object('region', 'r' || i % 13), '', 1, 1
    from generate_series(1, ${rows}::int) as i`.execute(wh.db);
  await sql`vacuum analyze`.execute(wh.db);
}

async function changeOneAnswer(wh: Warehouse, round: number): Promise<void> {
  await wh.transaction(async trx => {
    const { rows: touched } = await sql<{ day: string }>`
      update feedback set answers = jsonb_set(answers, '{nps}', to_jsonb(${round % 11}::int))
      where stream_id = 1 and external_id = ${`r${round * 997 + 1}`}
      returning (occurred_at at time zone ${timezone}::text)::date as day`.execute(trx);
    await markDirtyDays(
      trx,
      pipeline,
      touched.map(({ day }) => day),
    );
  });
}

/** What a query over the feedback itself says: `[month, channel, touchpoint, n, promoters, detractors]`. */
async function fromFeedback(wh: Warehouse): Promise<readonly unknown[]> {
  const { rows: found } = await sql<{ cell: unknown[] }>`
    select jsonb_build_array(month, channel, touchpoint, n, promoters, detractors) as cell
    from (
      select to_char(date_trunc('month', occurred_at at time zone ${timezone}::text), 'YYYY-MM') as month, channel, touchpoint,
        count(*) as n, count(*) filter (where value >= 9) as promoters, count(*) filter (where value < 7) as detractors
      from (
        select occurred_at, channel, touchpoint, (answers ->> 'nps')::numeric as value from feedback
        where stream_id = 1 and answers ->> 'nps' is not null
          and occurred_at >= ${windows[0]!.from}::timestamptz and occurred_at < ${windows.at(-1)!.to}::timestamptz
      ) as answer
      group by 1, 2, 3
    ) as figure
    order by month, channel collate "C", touchpoint collate "C"`.execute(wh.db);
  return found.map(({ cell }) => cell);
}

const asCounts = (cells: Awaited<ReturnType<typeof readParts>>): readonly unknown[] =>
  cells.map(({ window, cell, parts }) => [
    addMonths('2024-11', windows.indexOf(window)),
    ...by.map(dimension => cell[dimension]),
    ...Object.keys(nps.parts).map(name => parts[name]),
  ]);

interface Timed<Value> {
  readonly ms: number;
  readonly value: Value;
}

async function timed<Value>(work: () => Promise<Value>): Promise<Timed<Value>> {
  const from = performance.now();
  const value = await work();
  return { ms: performance.now() - from, value };
}

async function medianOf<Value>(times: number, work: () => Promise<Value>): Promise<Timed<Value>> {
  const runs: Timed<Value>[] = [];
  for (let run = 0; run < times; run += 1) runs.push(await timed(work));
  return { ms: median(runs.map(({ ms }) => ms)), value: runs[0]!.value };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const say = (line: string): void => void process.stderr.write(`${line}\n`);
