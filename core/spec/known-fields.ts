import { entriesOf, itemsOf, type Located, member, textOf } from './located.ts';

/** What the streams of a pipeline map, as far as it can be read. */
export interface KnownFields {
  /** Score questions with the scale as it stands in the file; `null` when it cannot be read. */
  readonly scores: ReadonlyMap<string, readonly [number, number] | null>;
  /** Open questions, and `comment` where a stream maps it. */
  readonly texts: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  /** Something of a stream cannot be read, which is told there; then no question and no attribute is called unknown. */
  readonly unread: boolean;
}

/** Collects questions, texts and attributes over all streams. */
export function knownFields(root: Located): KnownFields {
  const scores = new Map<string, readonly [number, number] | null>();
  const texts = new Set<string>();
  const attributes = new Set<string>();
  const maps: (Located | undefined)[] = [member(root, 'sources')];
  for (const [, source] of entriesOf(member(root, 'sources'))) {
    const streams = member(source.value, 'streams');
    maps.push(streams);
    for (const [, stream] of entriesOf(streams)) {
      const map = member(stream.value, 'map');
      const answers = member(map, 'answers');
      maps.push(map, ...(answers ? [answers] : []));
      if (member(map, 'comment')) texts.add('comment');
      for (const [id, question] of entriesOf(answers)) {
        if (member(question.value, 'text')) texts.add(id);
        else scores.set(id, scaleOf(question.value));
      }
      const kept = member(map, 'attributes');
      for (const item of itemsOf(kept)) attributes.add(textOf(item) ?? '');
      for (const [name] of entriesOf(kept)) attributes.add(name);
    }
  }
  return { scores, texts, attributes, unread: maps.some(one => one?.kind !== 'map') };
}

function scaleOf(question: Located): readonly [number, number] | null {
  const [low, high] = itemsOf(member(question, 'scale')).map(item => (item.kind === 'scalar' ? item.value : null));
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}
