import type { PluginsByKind } from '../plugin/registry.ts';
import { suggest } from '../text/nearest.ts';
import { type Uses, useKey } from './check-uses.ts';
import { type Diagnostic, fault, type Span, warning } from './diagnostic.ts';
import { entriesOf, headOf, keyAt, type Located, member, spanAt, textOf } from './located.ts';
import { pipelineSchema } from './schema.ts';
import { keysAt } from './schema-walk.ts';
import { keyMeant } from './shape-hints.ts';

/**
 * Checks what the streams of a pipeline need beyond their shape.
 *
 * @returns VB1205 no stream or map, VB1206 incremental without key, VB1217 not run by this version, VB1220 unknown stream
 */
export function checkStreams(root: Located, uses: Uses): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const sources = member(root, 'sources');
  if (sources?.kind === 'map' && sources.entries.size === 0) {
    diagnostics.push(
      fault('VB1205', spanAt(root, ['sources']), 'a pipeline needs at least one source', 'add one under sources:'),
    );
  }
  for (const [id, source] of entriesOf(sources)) {
    const streams = member(source.value, 'streams');
    if (streams?.kind === 'map' && streams.entries.size === 0) {
      diagnostics.push(
        fault(
          'VB1205',
          spanAt(source.value, ['streams']),
          `source "${id}" needs at least one stream`,
          'add one under streams:',
        ),
      );
    }
    const connector = uses.at.get(useKey(['sources', id]))?.plugin;
    for (const [name, stream] of entriesOf(streams)) {
      if (stream.value.kind !== 'map') continue;
      diagnostics.push(
        ...streamFaults(name, stream.key, stream.value, connector?.kind === 'connector' ? connector : null),
      );
    }
  }
  return diagnostics;
}

function streamFaults(
  name: string,
  key: Span,
  stream: Located,
  connector: PluginsByKind['connector'] | null,
): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  const defined = connector?.streams[Object.hasOwn(connector.streams, name) ? name : '*'];
  if (connector && !defined) {
    faults.push(
      fault('VB1220', key, `${connector.id} has no stream "${name}"`, suggest(name, Object.keys(connector.streams))),
    );
  }
  const feeds = textOf(member(stream, 'feeds')) ?? 'feedback';
  const mode = textOf(member(stream, 'mode')) ?? 'incremental';
  if (['interaction', 'customer', 'order', 'event'].includes(feeds)) {
    faults.push(
      fault(
        'VB1217',
        spanAt(stream, ['feeds']),
        `this version reads feedback, not ${feeds} records`,
        'remove the stream, or map it as feedback',
      ),
    );
  } else if (!member(stream, 'map')) {
    faults.push(
      fault(
        'VB1205',
        key,
        `"map" is missing: stream "${name}" does not say where a feedback’s fields come from`,
        'add map: { at: <column>, … }',
      ),
    );
  }
  if (mode === 'append' || mode === 'snapshot') {
    faults.push(
      fault('VB1217', spanAt(stream, ['mode']), `this version does not run mode ${mode}`, 'use incremental or full'),
    );
  }
  faults.push(...keyFaults(name, key, stream, mode, !defined || defined.key.length > 0));
  if (member(stream, 'lookback')) {
    const at = keyAt(stream, ['lookback']) ?? headOf(stream);
    faults.push(
      warning(
        'VB1217',
        at,
        'this version does not run "lookback": a connector goes on from its own checkpoint',
        'remove it',
      ),
    );
  }
  return faults;
}

const anyStream = ['sources', 'any', 'streams', 'any'];
const streamKeys = keysAt(pipelineSchema, anyStream);

/** Without a key, a second read of the same record would be a second feedback. */
function keyFaults(name: string, key: Span, stream: Located, mode: string, hasDefault: boolean): readonly Diagnostic[] {
  // What was written for it is told as an unknown key.
  const misspelt = entriesOf(stream).some(
    ([written]) => keyMeant(written, streamKeys, pipelineSchema, anyStream) === 'key',
  );
  if (misspelt || hasDefault) return [];
  const hint = 'add key: [<column>], the columns that identify a record for ever';
  if (mode === 'incremental') {
    const at = member(stream, 'mode')?.at ?? key;
    return [fault('VB1206', at, `stream "${name}" is incremental and has no key`, hint)];
  }
  return mode === 'full'
    ? [fault('VB1205', key, `"key" is missing: stream "${name}" cannot tell its records apart`, hint)]
    : [];
}
