import { type ErrorCode, type Place, VerbatimError } from '../../core/errors.ts';
import { readReport, readStyles, readTheme, readWords } from './bundle.ts';
import { sheetFaults } from './bundle-faults.ts';
import { type BundleFolder, readSources } from './bundle-files.ts';
import { functionNames } from './function-names.ts';
import { templateFaults } from './template.ts';
import type { TemplateFault } from './template-source.ts';

/** A fault of a report template, at its place. */
export interface BundleFault {
  readonly code: ErrorCode;
  readonly at: Required<Place>;
  readonly message: string;
  readonly hint: string | null;
}

/**
 * Everything that is wrong with the files of a report template, as far as it can be told without a report to lay out.
 *
 * @returns VB5003 invalid, VB5004 a file is missing; none when it is sound
 */
export async function checkBundle(folder: BundleFolder): Promise<readonly BundleFault[]> {
  const sound = async (reading: Promise<unknown>): Promise<readonly TemplateFault[]> => {
    await reading;
    return [];
  };
  const parts = [
    sound(readReport(folder)),
    sound(readTheme(folder)),
    readStyles(folder).then(sheetFaults),
    ...(['strings', 'phrases'] as const).flatMap(kind =>
      (['fr', 'en'] as const).map(language => sound(readWords(folder, kind, language))),
    ),
    readSources(folder).then(sources => templateFaults(sources, functionNames)),
  ];
  return (await Promise.all(parts.map(faultsOf))).flat();
}

async function faultsOf(part: Promise<readonly TemplateFault[]>): Promise<readonly BundleFault[]> {
  try {
    return (await part).map(fault => ({ code: 'VB5003', hint: null, ...fault }));
  } catch (thrown) {
    if (!(thrown instanceof VerbatimError) || thrown.at === null) throw thrown;
    const { code, at, message, hint } = thrown;
    return [{ code, at: { line: 1, column: 1, ...at }, message, hint }];
  }
}
