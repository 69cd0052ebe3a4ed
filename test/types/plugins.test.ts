import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const file = join(import.meta.dirname, 'plugins.test-d.ts');
const source = readFileSync(file, 'utf8');
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
);

/** Lines (from 1) on which the type check complains when the file has this text. */
function faultyLines(text: string): number[] {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion, ...rest) =>
    resolve(name) === file ? ts.createSourceFile(name, text, languageVersion) : read(name, languageVersion, ...rest);
  const program = ts.createProgram([file], { ...options, noEmit: true }, host);
  const own = program.getSourceFile(file)!;
  return program.getSemanticDiagnostics(own).map(fault => own.getLineAndCharacterOfPosition(fault.start!).line + 1);
}

describe('the types that plugin authors meet', () => {
  test('accept what is right, and refuse every line that is marked as wrong', () => {
    expect(faultyLines(source)).toEqual([]);
  }, 60_000);

  test('refuse each of those lines for itself: without the marks, each of them is a fault', () => {
    const marks = source.split('\n').flatMap((line, index) => (line.includes('@ts-expect-error') ? [index + 1] : []));
    const marked = marks.filter(line => line > 5);
    expect(marked.length).toBeGreaterThanOrEqual(15);
    const faults = faultyLines(source.replaceAll('// @ts-expect-error', '// expected:'));
    expect(marked.filter(mark => !faults.includes(mark + 1))).toEqual([]);
  }, 60_000);
});
