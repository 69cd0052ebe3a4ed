import { compilePattern } from './linear-pattern.ts';
import type { Finder, Span } from './span.ts';

/** A client's own kind of number. */
export interface OrderPattern {
  /** The token's type in small letters: `order` gives `[ORDER_1]`. */
  readonly name: string;
  readonly regex: string;
}

/** Makes a finder of a client's own numbers: orders, contracts, parcels. */
export function createOrderFinder(pattern: OrderPattern): Finder {
  const { find } = compilePattern(pattern.regex);
  const type = pattern.name.toUpperCase();
  return text => {
    const spans: Span[] = [];
    for (let at = find(text, 0); at !== null; at = find(text, at.to)) {
      spans.push({ type, ...at, value: text.slice(at.from, at.to).toUpperCase() });
    }
    return spans;
  };
}
