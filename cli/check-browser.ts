import { asVerbatimError } from '../core/errors.ts';
import type { Check } from '../core/plugin/connector.ts';

/** Launches the browser that reports are printed with: whether it is there, in its sandbox, and with which fonts. */
export async function checkBrowser(): Promise<readonly Check[]> {
  try {
    // Imported here: most commands print nothing.
    const { browserStatus } = await import('../reports/pdf/browser-status.ts');
    const { path, version, sandbox, fonts } = await browserStatus();
    return [browserCheck(`${version} at ${path}`, sandbox), fontsCheck(fonts)];
  } catch (thrown) {
    const { message, hint } = asVerbatimError(thrown);
    return [{ id: 'browser', status: 'fail', message, fix: hint }];
  }
}

function browserCheck(which: string, sandbox: boolean): Check {
  if (sandbox) return { id: 'browser', status: 'ok', message: which, fix: null };
  const fix = 'run as a user other than root, or allow user namespaces';
  return { id: 'browser', status: 'warn', message: `${which}, without its sandbox`, fix };
}

/** Without any font file Chromium on Linux paints no text at all; other systems always have some. */
function fontsCheck(own: string | null): Check {
  if (own !== null)
    return { id: 'fonts', status: 'ok', message: `our own at ${own}, then those of the machine`, fix: null };
  const message = 'those of the machine alone';
  if (process.platform !== 'linux') return { id: 'fonts', status: 'ok', message, fix: null };
  return { id: 'fonts', status: 'warn', message, fix: 'install one, such as the package fonts-dejavu-core' };
}
