import { setImmediate as breathe } from 'node:timers/promises';
import { createMapper, type Mapper } from '../map/mapper.ts';
import { fieldsOf as conditionFields } from '../model/condition.ts';
import { canonicalJson } from '../model/digest.ts';
import type { Feedback, Origin, Reject } from '../model/feedback.ts';
import type { ConnectorNode, FeedbackMap } from '../plan/plan.ts';
import type { Counts, NodeResult } from '../plan/result.ts';
import type { Emit, TableChunk } from '../plugin/connector.ts';
import { openStream, type StreamWriter } from '../warehouse/load.ts';
import { openEnrichments } from './enrichments.ts';
import { fromPlugin } from './plugin-call.ts';
import { parseOptions } from './plugin-options.ts';
import { type Attempt, contextOf, type Runtime } from './runtime.ts';
import { judgeSoFar, judgeWhole } from './stream-limits.ts';

/** Records of one transaction; large enough that a commit costs little, small enough for constant memory. */
const batchSize = 40_000;

/** Records between two pauses, in which the server is answered: a transaction has many statements, and each waits. */
const rowsPerBreath = 50;

/**
 * Reads one stream to its end: read → map → look up → enrich → load, one transaction per batch.
 *
 * @returns counts over the whole step; `parts` has one entry per enrichment
 * @throws VB2301 when more rows were rejected than `quarantine.stop_after` allows, or all of them; VB2302 when fewer were
 * read than `min_rows`; what was read is committed, and nothing that the source no longer has is removed
 */
export async function runConnectorStep(node: ConnectorNode, runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
  const startedAt = performance.now();
  const connector = await runtime.registry.load('connector', node.use);
  const context = contextOf(runtime, attempt, parseOptions(connector, node.options, runtime));
  const enrichments = await openEnrichments(node.enrich, runtime, attempt);
  const writer = await openStream(runtime.warehouse, {
    run: attempt.run,
    node,
    pipeline: attempt.plan.pipeline,
    timezone: attempt.plan.timezone,
    fullRefresh: attempt.plan.fullRefresh,
    enrich: enrichments.apply,
    chainDigest: chainDigestOf(node),
  });
  const intake = createIntake(node, attempt, writer, !enrichments.rewriteText);
  const query = {
    stream: node.stream,
    state: attempt.plan.fullRefresh ? null : writer.state,
    columns: columnsOf(node),
  };
  const counts = await intake.all(fromPlugin(node.use, connector.read(context, query)));
  return {
    counts,
    ms: Math.round(performance.now() - startedAt),
    parts: enrichments.parts(),
    reports: [],
    notes: [...intake.notes(), ...cleanedNote(node, writer.cleaned)],
  };
}

/** Says that texts are not stored as they came, so that nobody looks for a character that is not there. */
function cleanedNote(node: ConnectorNode, cleaned: number): readonly string[] {
  if (cleaned === 0) return [];
  const records = cleaned === 1 ? '1 record' : `${cleaned} records`;
  return [
    `${records} of ${node.id} had text that is stored in another form: NUL bytes and half characters, letters apart from their accents`,
  ];
}

/**
 * Gathers what a connector emits into batches and writes them, the next one being made while the last is written.
 *
 * @param keepRaw - rows that could not be divided into cells, of which nobody can say where a text begins
 */
function createIntake(node: ConnectorNode, attempt: Attempt, writer: StreamWriter, keepRaw: boolean) {
  let rejects: Reject[] = [];
  let filtered = 0;
  let written: Promise<void> = Promise.resolve();
  let read = 0;
  let rejected = 0;
  const mappers = createMappers(node, attempt);

  const flush = async (state: unknown): Promise<void> => {
    judgeSoFar(node, read, rejected);
    const before = written;
    const end = { rejects: rejects.sort(byPlace), filtered, state };
    rejects = [];
    filtered = 0;
    written = writer.write(end).then(counts => {
      read += counts.read;
      rejected += counts.rejected;
      attempt.emit({ type: 'progress', node: node.id, rows: read });
    });
    // The rejection is taken by the next `await written`; without a handler of its own it would end the process first.
    written.catch(() => undefined);
    // One batch is with the store, one waits for it; the next is read when the first is committed.
    await before;
  };
  const put = (mapped: Feedback | Reject | 'filtered', origin: Origin): void => {
    if (mapped === 'filtered') filtered += 1;
    else if ('externalId' in mapped) writer.add(mapped, origin);
    else rejects.push(mapped);
  };
  const take = async (emit: Emit<Readonly<Record<string, unknown>>, unknown>): Promise<void> => {
    if ('checkpoint' in emit) await flush(emit.checkpoint);
    else if ('bad' in emit) {
      const { code, why: reason, origin, raw: whole } = emit.bad;
      rejects.push({ code, reason, origin, raw: keepRaw ? whole : '', whole });
    } else if ('table' in emit) await mappers.table(emit.table, put);
    else mappers.rows(emit.rows, emit.origin, put);
    if (writer.size + rejects.length >= batchSize) await flush(null);
  };
  const end = async (): Promise<Counts> => {
    if (writer.size + rejects.length + filtered > 0) await flush(null);
    await written;
    return await writer.finish(counts => judgeWhole(node, counts));
  };
  const all = async (emits: AsyncIterable<Emit<Readonly<Record<string, unknown>>, unknown>>): Promise<Counts> => {
    try {
      for await (const emit of emits) {
        attempt.signal.throwIfAborted();
        await take(emit);
      }
      attempt.signal.throwIfAborted();
      return await end();
    } finally {
      // A step that failed is told with what is stored of it: no batch may still be on its way.
      await written.catch(() => undefined);
    }
  };
  return { all, notes: mappers.notes };
}

/** A scanner's rejects and a mapper's come apart; a reader wants them as they stand in the file. */
const byPlace = (a: Reject, b: Reject): number =>
  a.origin.file === b.origin.file ? (a.origin.line ?? 0) - (b.origin.line ?? 0) : 0;

type Put = (mapped: Feedback | Reject | 'filtered', origin: Origin) => void;

/** One mapper per file, since each may have its columns in another order. */
function createMappers(node: ConnectorNode, attempt: Attempt) {
  let current: { file: string | null; columns: readonly string[]; mapper: Mapper } | null = null;
  const unmapped = new Set<string>();
  const mapperFor = (columns: readonly string[], file: string | null): Mapper => {
    if (current && current.file === file && current.columns === columns) return current.mapper;
    const mapper = createMapper({
      map: node.map,
      key: node.key,
      where: node.where,
      cells: node.cells,
      timezone: attempt.plan.timezone,
      columns,
      ...(file === null ? {} : { file }),
    });
    current = { file, columns, mapper };
    const known = new Set(columnsOf(node));
    for (const column of columns) if (!known.has(column)) unmapped.add(column);
    return mapper;
  };
  const table = async (chunk: TableChunk, put: Put): Promise<void> => {
    const mapper = mapperFor(chunk.columns, chunk.file);
    for (let index = 0; index < chunk.rows.length; index += 1) {
      if (index % rowsPerBreath === rowsPerBreath - 1) await breathe();
      const origin = { file: chunk.file, line: chunk.lines[index]! };
      put(mapper(chunk.rows[index]!, origin), origin);
    }
  };
  const needed = columnsOf(node);
  const rows = (
    items: readonly Readonly<Record<string, unknown>>[],
    originOf: (index: number) => Origin,
    put: Put,
  ): void => {
    const mapper = mapperFor(needed, null);
    items.forEach((row, index) => {
      const origin = originOf(index);
      put(
        mapper(
          needed.map(path => cellAt(row, path)),
          origin,
        ),
        origin,
      );
    });
  };
  const notes = (): readonly string[] =>
    unmapped.size === 0
      ? []
      : [
          `columns of ${node.id} that nothing maps: ${[...unmapped].slice(0, 12).join(', ')}${unmapped.size > 12 ? ', …' : ''}`,
        ];
  return { table, rows, notes };
}

function cellAt(row: Readonly<Record<string, unknown>>, path: string): string | number | boolean | null {
  const value = path
    .split('.')
    .reduce<unknown>(
      (part, key) =>
        part !== null && typeof part === 'object' && Object.hasOwn(part, key)
          ? (part as Record<string, unknown>)[key]
          : null,
      row,
    );
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : value === null || value === undefined
      ? null
      : canonicalJson(value);
}

/** Every column that the plan reads, each once. */
function columnsOf(node: ConnectorNode): readonly string[] {
  const map: FeedbackMap = node.map;
  const sources = [
    map.at,
    map.customer,
    map.comment,
    map.channel,
    map.touchpoint,
    map.language,
    ...map.questions.map(one => one.source),
  ];
  const mapped = sources.flatMap(source => (source?.from ? [source.from] : []));
  return [
    ...new Set([
      ...node.key,
      ...mapped,
      ...Object.values(map.attributes),
      ...(node.where ? conditionFields(node.where) : []),
    ]),
  ];
}

function chainDigestOf(node: ConnectorNode): string {
  return canonicalJson(node.enrich.map(({ use, version, options }) => [use, version, options]));
}
