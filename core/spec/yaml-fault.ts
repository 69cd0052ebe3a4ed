import type { YAMLError } from 'yaml';
import type { ErrorCode } from '../errors.ts';
import type { Tokens } from './yaml-tokens.ts';

/** A fault of syntax in our words; offsets are half-open. */
export interface SyntaxFault {
  readonly code: ErrorCode;
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly hint: string | null;
  /** The rest of the file cannot be trusted. */
  readonly fatal: boolean;
  /** It may only be a consequence of an earlier fault. */
  readonly follows: boolean;
}

interface Wording {
  readonly message: string;
  readonly hint: string | null;
  /** The tree is sound all the same. */
  readonly sound?: true;
}

const wordings: Readonly<Partial<Record<YAMLError['code'], Wording>>> = {
  TAB_AS_INDENT: { message: 'a tab indents the line', hint: 'indent with spaces', sound: true },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a value stands where the line should have ended',
    hint: 'put text that has ": " in it in quotes; check the indentation',
  },
  MULTILINE_IMPLICIT_KEY: { message: 'a key without ": "', hint: 'write key: value, with a space after the colon' },
  BAD_INDENT: { message: 'the indentation fits no line above', hint: 'align the line with its siblings' },
  UNEXPECTED_TOKEN: {
    message: 'this does not belong here',
    hint: 'check the indentation, and put text with : # { } [ ] , in quotes',
  },
  BAD_PROP_ORDER: { message: 'an anchor or tag stands in the wrong place', hint: null },
  KEY_OVER_1024_CHARS: { message: 'a key of more than 1024 characters', hint: null },
  BLOCK_IN_FLOW: { message: 'a block stands inside brackets', hint: 'write it with brackets too, or without any' },
};

/** Says what a fault of the YAML parser means to the one who wrote the file. */
export function syntaxFault(error: YAMLError, tokens: Tokens, text: string): SyntaxFault {
  const [from, to] = error.pos;
  const follows =
    error.code === 'UNEXPECTED_TOKEN' || error.code === 'MULTILINE_IMPLICIT_KEY' || error.code === 'MISSING_CHAR';
  const make = (code: ErrorCode, message: string, hint: string | null, fatal: boolean, start = from): SyntaxFault => ({
    code,
    from: start,
    to: start === from ? to : start + 1,
    message,
    hint,
    fatal,
    follows: follows && start === from,
  });
  if (error.code === 'TAG_RESOLVE_FAILED') {
    const message = `tag ${text.slice(from, to)} is not allowed`;
    return make('VB1104', message, 'write the plain value: a tag is never needed', false);
  }
  const quote = error.code === 'MISSING_CHAR' ? tokens.quotes.get(from) : undefined;
  if (quote !== undefined)
    return make('VB1102', 'a quote opens here and is never closed', 'close it on the same line', true, quote);
  const bracket = /\bend with a [}\]]/.test(error.message) ? lastBefore(tokens.open, from) : undefined;
  if (bracket !== undefined) {
    const closing = text[bracket] === '{' ? '}' : ']';
    return make(
      'VB1102',
      `"${text[bracket]}" opens here and is never closed`,
      commentBehind(text, bracket) ?? `close it with "${closing}"`,
      true,
      bracket,
    );
  }
  if (error.code === 'UNEXPECTED_TOKEN' && text.startsWith('${', from - 1)) {
    return make('VB1102', 'a reference inside brackets needs quotes', `write "\${…}" with quotes`, true);
  }
  const comma = error.code === 'BLOCK_IN_FLOW' ? /^[^:\n]* (?=[\w-]+: )/.exec(text.slice(from)) : null;
  if (comma !== null) {
    return make('VB1102', 'a comma is missing', 'write a comma before this key', true, from + comma[0].length);
  }
  const indented = error.code === 'BLOCK_AS_IMPLICIT_KEY' ? overIndented(text, from) : null;
  if (indented !== null) {
    return make(
      'VB1102',
      'the line is indented, but the line above has a value already',
      'align it with its siblings',
      true,
      indented,
    );
  }
  if (error.code === 'BAD_INDENT') {
    const { message, hint } = wordings.BAD_INDENT!;
    return make('VB1102', message, hint, true, from + Math.max(0, text.slice(from).search(/\S/)));
  }
  if (error.code === 'BAD_SCALAR_START') {
    return make('VB1102', `a text cannot begin with ${JSON.stringify(text[from])}`, 'put it in quotes', false);
  }
  if (error.code === 'BAD_DQ_ESCAPE') {
    return make(
      'VB1102',
      'no such escape in a text with double quotes',
      'use single quotes where a backslash is meant',
      false,
    );
  }
  const wording = wordings[error.code];
  return make('VB1102', wording?.message ?? error.message, wording?.hint ?? null, wording?.sound !== true);
}

/** Where a bracket's line has a blank and `#`, its end was read as a comment. */
function commentBehind(text: string, bracket: number): string | null {
  const comment = /^[^\n]*?\s(#[^\s,\]}]+)/.exec(text.slice(bracket))?.[1];
  return comment === undefined ? null : `a # behind a blank begins a comment: put it in quotes, "${comment}"`;
}

/** Where a key stands that was taken for the rest of a value above it; `null` when it stands on the value's own line. */
function overIndented(text: string, from: number): number | null {
  const colon = text.slice(from).search(/:(?:\s|$)/);
  const lineStart = text.lastIndexOf('\n', from + colon) + 1;
  return colon < 0 || lineStart <= from ? null : lineStart + text.slice(lineStart).search(/\S/);
}

function lastBefore(offsets: readonly number[], limit: number): number | undefined {
  return offsets.filter(offset => offset < limit).sort((a, b) => b - a)[0];
}
