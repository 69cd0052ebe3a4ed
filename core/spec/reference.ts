/** What a pipeline may refer to; nothing else in it is ever evaluated. */
export type Namespace = 'env' | 'secret' | 'var' | 'run';

/** `${secret:NAME}` inside a text; `from` and `to` are offsets, half-open. */
export interface Reference {
  readonly namespace: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export const namespaces: readonly Namespace[] = ['env', 'secret', 'var', 'run'];

/** What `${run:…}` may name. */
export const runNames = ['window.from', 'window.to', 'window.month', 'as_of', 'pipeline', 'client'] as const;
export type RunName = (typeof runNames)[number];

const form = /\$\{([^{}]*)\}/g;

/** The references in a text, in order; one without a colon has an empty namespace. */
export function parseReferences(text: string): readonly Reference[] {
  return [...text.matchAll(form)].map(match => {
    const inside = match[1]!;
    const colon = inside.indexOf(':');
    return {
      namespace: colon < 0 ? '' : inside.slice(0, colon),
      name: colon < 0 ? inside : inside.slice(colon + 1),
      from: match.index,
      to: match.index + match[0].length,
    };
  });
}

/** The name in a text that is exactly one `${secret:NAME}`, or `null`. */
export function secretName(text: string): string | null {
  return /^\$\{secret:([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(text)?.[1] ?? null;
}

/** Replaces every `${run:…}` in the texts of a JSON value; all else stays as it is. */
export function fillRun(value: unknown, run: Readonly<Record<RunName, string>>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{run:([a-z_.]+)\}/g, (whole, name: string) =>
      Object.hasOwn(run, name) ? run[name as RunName] : whole,
    );
  }
  if (Array.isArray(value)) return value.map(item => fillRun(item, run));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillRun(item, run)]));
}

/** Values of `run` where a real run is not known: for checking options and for a digest that does not depend on the run. */
export const sampleRun: Readonly<Record<RunName, string>> = {
  'window.from': '2026-01-01T00:00:00.000Z',
  'window.to': '2026-02-01T00:00:00.000Z',
  'window.month': '2026-01',
  as_of: '2026-02-01T00:00:00.000Z',
  pipeline: 'pipeline',
  client: 'client',
};
