/** An attribute as written in a template. */
export interface TagAttribute {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  readonly offset: number;
  readonly quoted: boolean;
  /** The value holds at least one `{{ }}`. */
  readonly mustache: boolean;
}

/** A tag as written in a template; offsets count UTF-16 units from 0. */
export interface Tag {
  /** Lower case; empty when the name itself is a `{{ }}`. */
  readonly name: string;
  readonly closing: boolean;
  readonly offset: number;
  readonly attributes: readonly TagAttribute[];
  /** `{{ }}` that stand in the tag but in no quoted value. */
  readonly loose: readonly number[];
}

const attributeName = /[^\s"'<>/={]+/y;
const tagName = /[a-zA-Z][^\s/>{]*/y;

/**
 * Finds the tags of a Handlebars source, seeing a `{{ }}` as one opaque sign wherever it stands. Comments of HTML and of
 * Handlebars are passed over.
 */
export function scanTags(source: string): readonly Tag[] {
  const tags: Tag[] = [];
  let at = 0;
  while (at < source.length) {
    if (source.startsWith('{{', at)) at = afterMustache(source, at);
    else if (source.startsWith('<!--', at)) at = after(source, '-->', at);
    else if (source[at] === '<' && /[a-zA-Z/{]/.test(source[at + 1] ?? '')) {
      const { tag, end } = readTag(source, at);
      tags.push(tag);
      at = end;
    } else at += 1;
  }
  return tags;
}

function readTag(source: string, start: number): { tag: Tag; end: number } {
  const attributes: TagAttribute[] = [];
  const loose: number[] = [];
  const closing = source[start + 1] === '/';
  let at = start + (closing ? 2 : 1);
  const name = match(tagName, source, at);
  at += name.length;
  while (at < source.length && source[at] !== '>') {
    if (source.startsWith('{{', at)) {
      loose.push(at);
      at = afterMustache(source, at);
      continue;
    }
    const written = match(attributeName, source, at);
    if (written === '') {
      at += 1;
      continue;
    }
    const { attribute, end } = readAttribute(source, at, written);
    attributes.push(attribute);
    if (attribute.mustache && !attribute.quoted) loose.push(at);
    at = end;
  }
  return { tag: { name: name.toLowerCase(), closing, offset: start, attributes, loose }, end: at + 1 };
}

function readAttribute(source: string, offset: number, written: string): { attribute: TagAttribute; end: number } {
  const name = written.toLowerCase();
  const equals = /\s*=\s*/y;
  equals.lastIndex = offset + written.length;
  const sign = equals.exec(source);
  if (!sign)
    return { attribute: { name, value: '', offset, quoted: true, mustache: false }, end: offset + written.length };
  const from = equals.lastIndex;
  const quote = source[from] === '"' || source[from] === "'" ? source[from] : null;
  let at = quote ? from + 1 : from;
  let mustache = false;
  while (at < source.length && (quote ? source[at] !== quote : !/[\s>]/.test(source[at]!))) {
    if (source.startsWith('{{', at)) {
      mustache = true;
      at = afterMustache(source, at);
    } else at += 1;
  }
  const value = source.slice(quote ? from + 1 : from, at);
  return { attribute: { name, value, offset, quoted: quote !== null, mustache }, end: quote ? at + 1 : at };
}

function afterMustache(source: string, at: number): number {
  if (/^\{\{~?!--/.test(source.slice(at, at + 6))) return after(source, '}}', source.indexOf('--', at + 5));
  const close = source.startsWith('{{{', at) ? '}}}' : '}}';
  return after(source, close, at);
}

function after(source: string, sign: string, from: number): number {
  const at = source.indexOf(sign, Math.max(from, 0));
  return at === -1 ? source.length : at + sign.length;
}

function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}
