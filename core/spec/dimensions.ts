import { suggest } from '../text/nearest.ts';
import { type Diagnostic, fault, type Span } from './diagnostic.ts';

/** What a pipeline's figures may be cut by. */
export interface Dimensions {
  readonly attributes: ReadonlySet<string>;
  /** A stream that cannot be read; then no attribute is called unknown. */
  readonly hasUnreadAttribute: boolean;
  readonly schemes: ReadonlySet<string>;
  /** A segmentation step whose schemes cannot be told; then no scheme is called unknown. */
  readonly hasUnreadScheme: boolean;
}

export const timeDimensions = ['month', 'week', 'day'] as const;
const fieldDimensions = ['channel', 'touchpoint', 'source', 'language'] as const;
const laterDimensions: ReadonlySet<string> = new Set(['topic', 'emotion']);

/** How a dimension that resembles none comes to be. */
const makeHint: Readonly<Record<string, (name: string) => string>> = {
  attribute: name => `add ${name} to attributes: of a stream`,
  segment: name => `add a segmentation step that makes it: use: rules-segment, with name: ${name} and rules`,
};

/** VB1212 when a dimension is unknown, VB1217 when this version does not cut by it; else `null`. */
export function dimensionFault(text: string, at: Span, dimensions: Dimensions, time = true): Diagnostic | null {
  const attributes = [...dimensions.attributes].map(name => `attribute.${name}`);
  const schemes = [...dimensions.schemes].map(name => `segment.${name}`);
  const known = [...(time ? timeDimensions : []), ...fieldDimensions, ...attributes, ...schemes];
  const [kind, name] = text.split('.', 2);
  if (known.includes(text) || (dimensions.hasUnreadScheme && kind === 'segment')) return null;
  if (dimensions.hasUnreadAttribute && kind === 'attribute') return null;
  if (laterDimensions.has(text))
    return fault('VB1217', at, `this version does not cut by ${text}`, suggest(text, known));
  const bare = [`attribute.${text}`, `segment.${text}`].find(full => known.includes(full));
  const near = bare ? `write ${bare}` : suggest(text, known);
  const made = near.startsWith('known: ') && name ? makeHint[kind!]?.(name) : undefined;
  return fault('VB1212', at, `no dimension is named "${text}"`, made ?? near);
}
