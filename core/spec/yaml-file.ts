import { readFile, stat } from 'node:fs/promises';
import { Composer, type Document, LineCounter, type ParsedNode, type YAMLError } from 'yaml';
import { type Diagnostic, fault, type Span } from './diagnostic.ts';
import type { Located } from './located.ts';
import { syntaxFault } from './yaml-fault.ts';
import { type Locator, readTokens, type Tokens, yamlLimits } from './yaml-tokens.ts';
import { locate } from './yaml-tree.ts';

/** A YAML file as read: its tree, unless it cannot be understood at all, and every fault found. */
export interface YamlFile {
  /** Relative to the project's root. */
  readonly file: string;
  readonly text: string;
  readonly root: Located | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a YAML file strictly: YAML 1.2, one document, UTF-8, within the limits of `yamlLimits`.
 *
 * @param path - absolute
 * @param file - how diagnostics name it
 * @returns VB1101 to VB1104 as diagnostics; a missing file throws what the file system throws
 */
export async function loadYamlFile(path: string, file: string): Promise<YamlFile> {
  const start: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  const nothing = (diagnostic: Diagnostic): YamlFile => ({ file, text: '', root: null, diagnostics: [diagnostic] });
  const { size } = await stat(path);
  if (size > yamlLimits.bytes) {
    return nothing(fault('VB1103', start, `the file has ${size} bytes, at most ${yamlLimits.bytes} are read`));
  }
  const bytes = await readFile(path);
  try {
    return parseYaml(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return nothing(fault('VB1102', placeOfBadByte(bytes, file), 'a byte that is not UTF-8', 'save the file as UTF-8'));
  }
}

/** As `loadYamlFile`, from a text. */
export function parseYaml(source: string, file: string): YamlFile {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const lines = countLines(text);
  const spanOf: Locator = (from, to) => spanBetween(text, lines, file, from, to);
  const tokens = readTokens(text);
  if (tokens.excess) {
    const { offset, message } = tokens.excess;
    return { file, text, root: null, diagnostics: [fault('VB1103', spanOf(offset, offset + 1), message)] };
  }
  const refused = refusals(tokens, spanOf);
  if (refused.length > 0) return { file, text, root: null, diagnostics: refused };
  const composer = new Composer({ version: '1.2', uniqueKeys: false, resolveKnownTags: false, prettyErrors: false });
  const [document] = [...composer.compose(tokens.tokens, true, text.length)] as Document.Parsed<ParsedNode>[];
  const syntax = syntaxFaults(document!, tokens, text, spanOf);
  if (syntax.fatal) return { file, text, root: null, diagnostics: syntax.diagnostics };
  const { root, diagnostics } = locate(document!.contents, spanOf);
  return { file, text, root, diagnostics: [...syntax.diagnostics, ...diagnostics] };
}

/** Line starts from the text itself: the parser misses some of them in a file that it cannot understand. */
function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; ) {
    lines.addNewLine(start);
    const end = text.indexOf('\n', start);
    start = end < 0 ? -1 : end + 1;
  }
  return lines;
}

/** Features of YAML that a pipeline does without. */
function refusals(tokens: Tokens, spanOf: Locator): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { offset, version } of tokens.versions) {
    if (version === '1.2') continue;
    const message = `YAML ${version} is declared, YAML 1.2 is read`;
    found.push(fault('VB1104', spanOf(offset, offset + `%YAML ${version}`.length), message, 'remove the %YAML line'));
  }
  const second = tokens.documents[1];
  if (second !== undefined) {
    const message = 'a second document begins, a file holds one';
    found.push(fault('VB1104', spanOf(second, second + 3), message, 'put it into a file of its own'));
  }
  return found;
}

function syntaxFaults(
  document: Document.Parsed,
  tokens: Tokens,
  text: string,
  spanOf: Locator,
): { readonly diagnostics: readonly Diagnostic[]; readonly fatal: boolean } {
  const faults = causes([...document.errors, ...document.warnings]).map(error => syntaxFault(error, tokens, text));
  const diagnostics: Diagnostic[] = [];
  for (const { code, from, to, message, hint, follows } of faults) {
    const at = spanOf(from, to);
    // What the parser stumbles over next on the same line only follows from the first fault.
    if (follows && diagnostics.some(earlier => earlier.line >= at.line && earlier.line <= at.endLine)) continue;
    diagnostics.push(fault(code, at, message, hint));
  }
  const dropped = faults.length < document.errors.length + document.warnings.length;
  return { diagnostics, fatal: dropped || faults.some(one => one.fatal) };
}

/** What the parser says of lines behind one whose place it does not understand. */
const consequences: ReadonlySet<YAMLError['code']> = new Set([
  'UNEXPECTED_TOKEN',
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
  'MULTILINE_IMPLICIT_KEY',
  'MISSING_CHAR',
]);

/**
 * A tab or an open quote confuses everything behind it: where there is one, what else the parser says only follows. A
 * line out of place confuses the places of all that come after it.
 */
function causes(errors: readonly YAMLError[]): readonly YAMLError[] {
  const tabs = errors.filter(error => error.code === 'TAB_AS_INDENT');
  const quotes = errors.filter(error => error.code === 'MISSING_CHAR' && /closing ["'].*quote/.test(error.message));
  if (tabs.length > 0 || quotes.length > 0) return tabs.length > 0 ? tabs : quotes;
  const first = errors.findIndex(error => error.code === 'UNEXPECTED_TOKEN' || error.code === 'BAD_INDENT');
  return errors.filter((error, index) => first < 0 || index <= first || !consequences.has(error.code));
}

function spanBetween(text: string, lines: LineCounter, file: string, from: number, to: number): Span {
  const first = Math.min(from, text.length);
  const start = lines.linePos(first);
  // Blank space and line breaks behind a value are not part of it.
  const trimmed = first + text.slice(first, Math.max(to, first)).trimEnd().length;
  const end = lines.linePos(Math.max(trimmed, first + 1));
  return { file, line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
}

function placeOfBadByte(bytes: Uint8Array, file: string): Span {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // The byte search takes the first bytes of a cut-off character for good ones.
  while (good > 0 && !decodes(bytes.subarray(0, good), false)) good -= 1;
  const before = new TextDecoder().decode(bytes.subarray(0, good)).split('\n');
  const line = before.length;
  const column = before.at(-1)!.length + 1;
  return { file, line, column, endLine: line, endColumn: column + 1 };
}

function decodes(bytes: Uint8Array, mayEndInside = true): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayEndInside });
    return true;
  } catch {
    return false;
  }
}
