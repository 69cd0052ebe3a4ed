import type { BrowserSource } from './find-browser.ts';
import { type LaunchOptions, launchBrowser } from './launch-browser.ts';

/** The browser that reports would be printed with. */
export interface BrowserStatus {
  readonly path: string;
  readonly from: BrowserSource;
  readonly version: string;
  /** False where Chromium cannot fence its processes in: as root, or where user namespaces are not allowed. */
  readonly sandbox: boolean;
  /** Folder of the product's own fonts; `null` when the machine's fonts are used alone. */
  readonly fonts: string | null;
}

/**
 * Launches the browser that reports would be printed with, and ends it again.
 *
 * @throws VB5001 when there is none, with what was looked for
 */
export async function browserStatus(options: LaunchOptions = {}): Promise<BrowserStatus> {
  const { path, from, version, sandbox, fonts, close } = await launchBrowser(options);
  await close();
  return { path, from, version, sandbox, fonts };
}
