import { type CST, Lexer, Parser } from 'yaml';
import type { Span } from './diagnostic.ts';

/** Turns offsets of a text, half-open, into a place. */
export type Locator = (from: number, to: number) => Span;

/** Bounds of a configuration file; deeper or larger ones cost more than they can mean. */
export const yamlLimits = { bytes: 1024 * 1024, keys: 2000, depth: 50, aliases: 50, expanded: 10_000 } as const;

/** A limit that was passed, with the offset where. */
interface Excess {
  readonly offset: number;
  readonly message: string;
}

/** What the token stream says before anything is composed from it. */
export interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly excess: Excess | null;
  /** End offset of each quoted scalar → its start: a quote that is never closed is reported where it opens. */
  readonly quotes: ReadonlyMap<number, number>;
  /** Start offsets of flow collections without their closing bracket. */
  readonly open: readonly number[];
  /** Offsets of `%YAML` directives with their version. */
  readonly versions: readonly { readonly offset: number; readonly version: string }[];
  /** Offsets at which documents begin. */
  readonly documents: readonly number[];
}

/**
 * Reads the tokens of a YAML text, giving up as soon as a limit of depth or keys is passed: this costs time in proportion
 * to the text, where composing a tree from it does not.
 */
export function readTokens(text: string): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const found = {
    quotes: new Map<number, number>(),
    open: [] as number[],
    versions: [] as Tokens['versions'][number][],
  };
  const give = (excess: Excess | null): Tokens => ({
    tokens,
    excess,
    ...found,
    documents: tokens.filter(token => token.type === 'document').map(token => token.offset),
  });
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > yamlLimits.depth + 1 && depthOf(parser.stack) > yamlLimits.depth) {
      return give({ offset: parser.offset, message: `nested deeper than ${yamlLimits.depth} levels` });
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return give(survey(tokens, found));
}

const depthOf = (stack: readonly CST.Token[]): number => stack.filter(token => 'items' in token).length;

interface Found {
  readonly quotes: Map<number, number>;
  readonly open: number[];
  readonly versions: { readonly offset: number; readonly version: string }[];
}

/** Notes what later messages need and counts the keys of each map; without recursion. */
function survey(tokens: readonly CST.Token[], found: Found): Excess | null {
  const pending: (CST.Token | null | undefined)[] = [...tokens].reverse();
  while (pending.length > 0) {
    const token = pending.pop();
    if (!token) continue;
    if (token.type === 'directive') noteVersion(token, found);
    if (token.type === 'document') pending.push(token.value);
    if (token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar') {
      found.quotes.set(token.offset + token.source.length, token.offset);
    }
    if (!('items' in token)) continue;
    if (token.type === 'flow-collection' && token.end.length === 0) found.open.push(token.offset);
    const keyed = token.type === 'block-seq' ? [] : token.items.filter(item => item.key || item.sep);
    const excess = keyed[yamlLimits.keys];
    if (excess) {
      const message = `a map of ${keyed.length} keys, at most ${yamlLimits.keys} are read`;
      return { offset: excess.key && 'offset' in excess.key ? excess.key.offset : token.offset, message };
    }
    for (let index = token.items.length - 1; index >= 0; index--)
      pending.push(token.items[index]!.value, token.items[index]!.key);
  }
  return null;
}

function noteVersion(token: CST.Directive, found: Found): void {
  const version = /^%YAML\s+(\S+)/.exec(token.source)?.[1];
  if (version !== undefined) found.versions.push({ offset: token.offset, version });
}
