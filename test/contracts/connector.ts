import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { BadRow, Connector, Emit } from '../../core/plugin/connector.ts';
import type { Context } from '../../core/plugin/meta.ts';

/** A source with known content that a connector can read. */
export interface ConnectorFixture {
  /** Options as YAML gives them. */
  readonly options: unknown;
  /** Absolute folder that paths in the options start from. */
  readonly root: string;
  readonly stream: string;
  readonly columns: readonly string[];
}

export interface ConnectorContract {
  /** Several batches long, with at least one bad row if the source can have any. */
  readonly fixture: () => Promise<ConnectorFixture>;
  /** Options that no source answers to; a check of them fails, it does not throw. */
  readonly badOptions: readonly unknown[];
  /** A source that holds much more than one batch, and how many megabytes its records have in memory at least. */
  readonly large: () => Promise<ConnectorFixture & { readonly megabytes: number }>;
  /** Values of secret options that no output may contain. */
  readonly secrets: readonly string[];
  /** Cases that do not apply, each with its reason in words. */
  readonly skip: Readonly<
    Partial<Record<'second incremental read' | 'state of the future' | 'HTTP faults' | 'hosts', string>>
  >;
}

// biome-ignore lint/suspicious/noExplicitAny: a suite for connectors of any options, row and state
type AnyConnector = Connector<any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyEmit = Emit<any, unknown>;

/** Reading much takes its time on a busy machine; nothing here is about speed. */
const patient = { timeout: 120_000 };

/** One finding of a read, without how findings were grouped into tables. */
type Item = { readonly row: unknown; readonly line: number | undefined } | { readonly bad: BadRow };

/** The acceptance suite of connectors; a connector's test calls it first. */
export function connectorContract(connector: AnyConnector, contract: ConnectorContract): void {
  describe(`contract of the connector ${connector.id}`, () => {
    describeOptions(connector, contract);
    describeReading(connector, contract);
    describeResuming(connector, contract);
    for (const [name, reason] of Object.entries(contract.skip)) test.skip(`${name}: ${reason}`, () => {});
  });
}

function describeOptions(connector: AnyConnector, contract: ConnectorContract): void {
  test('every option is described, and unknown ones are refused', () => {
    const schema = z.toJSONSchema(connector.options, { io: 'input' }) as {
      properties: Record<string, { description?: string }>;
      additionalProperties?: unknown;
    };
    const silent = Object.entries(schema.properties).filter(([, one]) => (one.description ?? '').length < 10);
    expect(silent.map(([name]) => name)).toEqual([]);
    expect(schema.additionalProperties).toBe(false);
  });

  test('its examples are valid', () => {
    expect(connector.examples.length).toBeGreaterThan(0);
    for (const { yaml } of connector.examples) {
      const { use, with: given } = parse(yaml) as { use: string; with: unknown };
      expect(use).toBe(connector.id);
      expect(connector.options.safeParse(given).error).toBeUndefined();
    }
  });

  test('bad options fail the check and do not throw', async () => {
    const { root } = await contract.fixture();
    for (const options of contract.badOptions) {
      const parsed = connector.options.safeParse(options);
      const { context } = contextFor(root, parsed.success ? parsed.data : options);
      const checks = await connector.check(context);
      expect(checks.filter(({ status }) => status === 'fail')).not.toEqual([]);
    }
  });

  test('good options pass the check', async () => {
    const { options, root } = await contract.fixture();
    const checks = await connector.check(contextFor(root, connector.options.parse(options)).context);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
  });
}

function describeReading(connector: AnyConnector, contract: ConnectorContract): void {
  test('rows are what the stream promises, and every column holds a value somewhere', patient, async () => {
    const fixture = await contract.fixture();
    const stream = connector.streams[fixture.stream] ?? connector.streams['*'];
    const seen = new Set<string>();
    const items = itemsOf(await readAll(connector, fixture));
    expect(items.some(item => 'row' in item)).toBe(true);
    for (const item of items) {
      if (!('row' in item)) continue;
      expect(stream?.row.safeParse(item.row).success).toBe(true);
      for (const [column, value] of Object.entries(item.row as object))
        if (value !== null && value !== '') seen.add(column);
    }
    expect(fixture.columns.filter(column => !seen.has(column))).toEqual([]);
  });

  test('two full reads are equal', patient, async () => {
    const fixture = await contract.fixture();
    expect(await readAll(connector, fixture)).toEqual(await readAll(connector, fixture));
  });

  test('memory stays flat however much is read', patient, async () => {
    const fixture = await contract.large();
    const collect = garbageCollector();
    let first: number | null = null;
    let most = 0;
    for await (const emit of readOf(connector, fixture).emits) {
      if (!('checkpoint' in emit)) continue;
      collect();
      const { heapUsed, external } = process.memoryUsage();
      first ??= heapUsed + external;
      most = Math.max(most, heapUsed + external - first);
    }
    expect(first).not.toBeNull();
    expect(most / 1024 / 1024).toBeLessThan(fixture.megabytes / 4);
  });

  test('a cancelled read stops with the next batch', patient, async () => {
    const fixture = await contract.fixture();
    const abort = new AbortController();
    const { emits } = readOf(connector, fixture, null, abort.signal);
    let checkpoints = 0;
    const reading = (async () => {
      for await (const emit of emits) {
        if ('checkpoint' in emit) checkpoints++;
        abort.abort(new Error('cancelled by the test'));
      }
    })();
    await expect(reading).rejects.toThrow('cancelled by the test');
    expect(checkpoints).toBeLessThanOrEqual(1);
  });

  test('no output but the records holds a secret or a value of a record', patient, async () => {
    const fixture = await contract.fixture();
    const { emits, said } = readOf(connector, fixture);
    const items = itemsOf(await gather(emits));
    const checks = await connector.check(contextFor(fixture.root, connector.options.parse(fixture.options)).context);
    const printed = JSON.stringify([said, checks, items.flatMap(item => ('bad' in item ? item.bad.why : []))]);
    const values = items.flatMap(item => ('row' in item ? Object.values(item.row as object).map(String) : []));
    // shorter values are parts of ordinary words
    const telling = new Set([...contract.secrets, ...values.filter(value => value.length >= 8)]);
    expect([...telling].filter(value => printed.includes(value))).toEqual([]);
  });
}

function describeResuming(connector: AnyConnector, contract: ConnectorContract): void {
  test('going on from every checkpoint loses nothing and doubles nothing', patient, async () => {
    const fixture = await contract.fixture();
    const whole = await readAll(connector, fixture);
    const ends = whole.flatMap((emit, i) => ('checkpoint' in emit ? [i] : []));
    expect(ends.length).toBeGreaterThan(2);
    expect(ends.at(-1)).toBe(whole.length - 1);
    for (const end of ends) {
      const { checkpoint } = whole[end] as { checkpoint: unknown };
      // a state is stored as JSON in between
      const state: unknown = JSON.parse(JSON.stringify(checkpoint));
      const rest = await readAll(connector, fixture, state);
      expect([...itemsOf(whole.slice(0, end)), ...itemsOf(rest)]).toEqual(itemsOf(whole));
    }
  });

  test('every checkpoint is a state of the stream', patient, async () => {
    const fixture = await contract.fixture();
    const stream = connector.streams[fixture.stream] ?? connector.streams['*'];
    for (const emit of await readAll(connector, fixture)) {
      if ('checkpoint' in emit) expect(stream?.state.safeParse(emit.checkpoint).error).toBeUndefined();
    }
  });
}

function contextFor(root: string, options: unknown, signal = new AbortController().signal) {
  const said: unknown[] = [];
  const context: Context<unknown> = {
    options: options as Readonly<unknown>,
    signal,
    asOf: '2026-11-01T00:00:00.000Z',
    timezone: 'Europe/Paris',
    root,
    run: { id: 'run-1', client: null, pipeline: 'monthly' },
    log: (message, fields) => said.push([message, fields]),
  };
  return { context, said };
}

function readOf(connector: AnyConnector, fixture: ConnectorFixture, state: unknown = null, signal?: AbortSignal) {
  const { context, said } = contextFor(fixture.root, connector.options.parse(fixture.options), signal);
  const emits: AsyncIterable<AnyEmit> = connector.read(context, {
    stream: fixture.stream,
    state,
    columns: fixture.columns,
  });
  return { emits, said };
}

async function gather(emits: AsyncIterable<AnyEmit>): Promise<readonly AnyEmit[]> {
  const all: AnyEmit[] = [];
  for await (const emit of emits) {
    // origins are functions of the emit; they are compared by what they give
    all.push('rows' in emit ? { ...emit, origin: originsOf(emit) } : emit);
  }
  return all;
}

function originsOf(emit: { readonly rows: readonly unknown[]; readonly origin: (index: number) => object }) {
  const origins = emit.rows.map((_, index) => emit.origin(index));
  return (index: number) => origins[index]!;
}

const readAll = (connector: AnyConnector, fixture: ConnectorFixture, state: unknown = null) =>
  gather(readOf(connector, fixture, state).emits);

function itemsOf(emits: readonly AnyEmit[]): readonly Item[] {
  return emits.flatMap((emit): readonly Item[] => {
    if ('checkpoint' in emit) return [];
    if ('bad' in emit) return [{ bad: emit.bad }];
    if ('rows' in emit) return emit.rows.map((row, index) => ({ row, line: emit.origin(index).line }));
    const { columns, rows, lines } = emit.table;
    return rows.map((cells, index) => ({
      row: Object.fromEntries(columns.map((column, i) => [column, cells[i]])),
      line: lines[index],
    }));
  });
}

/** The collector, so that what is measured is what is held and not what is about to go. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
