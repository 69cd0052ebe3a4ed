import { styleFaults } from './markup-lint.ts';
import type { TemplateFault, TemplateFile } from './template-source.ts';

/** What is wrong with a style sheet: it may load nothing. */
export function sheetFaults(sheet: TemplateFile): TemplateFault[] {
  return styleFaults(sheet.text).map(message => ({ at: { file: sheet.file, line: 1, column: 1 }, message }));
}

/** True for "no such file or folder". */
export function isMissing(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException | null)?.code === 'ENOENT';
}
