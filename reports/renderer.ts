import { createHash } from 'node:crypto';
import { VerbatimError } from '../core/errors.ts';
import type { RenderedReport, Renderer, RenderRequest } from '../core/model/render.ts';
import { renderAnnex } from './html/annex.ts';
import { createLayout, type Layout } from './html/layout.ts';
import { type BrowserPool, createBrowserPool, type PoolOptions } from './pdf/browser-pool.ts';
import { type LaunchOptions, launchBrowser } from './pdf/launch-browser.ts';
import { printWithRetry } from './pdf/print-with-retry.ts';
import { publishFiles } from './pdf/publish-files.ts';

/** What may be set of a renderer: where its browser comes from and how long it is kept. */
export interface RendererOptions extends LaunchOptions, Partial<Omit<PoolOptions, 'launch'>> {
  /** What lays models out; a thread of the renderer's own by default. */
  readonly layout?: Layout;
}

/**
 * A renderer with a thread for templates and a pool of browsers; the first report starts them. Close it, or the process
 * stays alive.
 *
 * The files of a report are published together, PDF last: a PDF that can be seen has its HTML, its annex and its
 * picture beside it.
 */
export function createRenderer(options: RendererOptions = {}): Renderer {
  const { layout = createLayout() } = options;
  const pool = createBrowserPool({ ...options, launch: () => launchBrowser(options) });
  return {
    render: (request, signal) => render(layout, pool, request, signal),
    close: async () => void (await Promise.all([layout.close(), pool.close()])),
  };
}

async function render(
  layout: Layout,
  pool: BrowserPool,
  request: RenderRequest,
  signal: AbortSignal,
): Promise<RenderedReport> {
  signal.throwIfAborted();
  const { model, fileName, into } = request;
  const html = await layout.render(request, signal);
  const job = { html, author: model.client?.name ?? 'Verbatim', at: model.asOf, checked: true };
  const printed = await printWithRetry(pool, job, signal);
  failOnDenied(printed.denied);
  signal.throwIfAborted();
  const [htmlPath, annexPath, thumbnailPath, pdfPath] = await publishFiles(into, [
    { name: `${fileName}.html`, content: html },
    { name: `${fileName}.csv`, content: renderAnnex(model) },
    { name: `${fileName}.png`, content: printed.thumbnail },
    { name: `${fileName}.pdf`, content: printed.pdf },
  ]);
  return {
    pdf: pdfPath!,
    html: htmlPath!,
    annex: annexPath!,
    thumbnail: thumbnailPath!,
    pages: printed.pages,
    bytes: printed.pdf.byteLength,
    sha256: createHash('sha256').update(printed.pdf).digest('hex'),
  };
}

function failOnDenied(denied: number): void {
  if (denied === 0) return;
  throw new VerbatimError(
    'VB5004',
    `the report's template asks for ${denied} outside resource(s); none may be fetched`,
    {
      hint: 'embed images, fonts and styles in the template',
    },
  );
}
