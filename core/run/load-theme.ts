import type { Theme } from '../model/render.ts';
import type { ReportNode } from '../plan/plan.ts';
import { readLogo } from '../spec/logo-file.ts';

/** A theme as the plan has it. */
interface PlannedTheme {
  readonly ink?: string;
  readonly accent?: string;
  /** Path, relative to the project's root. */
  readonly logo?: string;
}

/**
 * The theme of a report as it is printed: its logo is read, so that the file's bytes make the report and not its path.
 *
 * @param root - absolute folder of the project
 * @returns colours as `#rrggbb`; the logo as a data URL
 * @throws VB1401, VB1407, VB1202 when the logo cannot be printed
 */
export async function loadTheme({ theme }: Pick<ReportNode, 'theme'>, root: string): Promise<Partial<Theme>> {
  const { ink, accent, logo } = (theme ?? {}) as PlannedTheme;
  return {
    ...(ink === undefined ? {} : { ink: sixDigits(ink) }),
    ...(accent === undefined ? {} : { accent: sixDigits(accent) }),
    ...(logo === undefined ? {} : { logo: await dataUrl(root, logo) }),
  };
}

/** `#rgb` is short for `#rrggbb`. */
const sixDigits = (colour: string): string =>
  colour.length === 4 ? `#${[...colour.slice(1)].map(digit => digit + digit).join('')}` : colour;

async function dataUrl(root: string, path: string): Promise<string> {
  const { mediaType, bytes } = await readLogo(root, path);
  return `data:${mediaType};base64,${bytes.toString('base64')}`;
}
