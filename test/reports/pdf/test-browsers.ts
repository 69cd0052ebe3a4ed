import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserSource } from '../../../reports/pdf/find-browser.ts';
import { findBrowsers } from '../../../reports/pdf/find-browser.ts';
import { thisMachine } from '../../../reports/pdf/machine.ts';
import type { RendererOptions } from '../../../reports/renderer.ts';
import { layoutHere } from '../layout-here.ts';

/** Shared by all browser tests of this user, so that the browser is unpacked once. */
export const testCache = join(tmpdir(), `verbatim-test-${process.getuid?.() ?? 0}`);

/**
 * Each way to a browser that works on this machine, for tests that must hold with every browser.
 * The machine's fonts are left out: what is painted must not depend on them.
 */
export async function testBrowsers(): Promise<readonly (readonly [BrowserSource, RendererOptions])[]> {
  const found = new Set<BrowserSource>();
  for await (const { from } of findBrowsers(thisMachine(), testCache)) found.add(from);
  return [...found].map(
    from => [from, { cacheDir: testCache, sources: [from], machineFonts: [], layout: layoutHere }] as const,
  );
}

/** A whole A4 document around a body. */
export const a4 = (body: string, styles = ''): string =>
  `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Un rapport</title><style>
@page { size: A4; margin: 20mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); } }
body { margin: 0; font: 10pt/1.45 sans-serif; }
${styles}</style></head><body>${body}</body></html>`;
