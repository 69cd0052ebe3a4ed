import type { ReportModel } from './report.ts';

/** What a client's theme may set. */
export interface Theme {
  /** CSS hex colour of titles and cover band. */
  readonly ink: string;
  readonly accent: string;
  /** SVG or PNG as a data URL, or `null`. */
  readonly logo: string | null;
}

/** A report to lay out. */
export interface RenderRequest {
  readonly model: ReportModel;
  readonly language: 'fr' | 'en';
  readonly theme: Partial<Theme>;
  /** Folder that holds the template; templates of the project come before those that ship. */
  readonly templateRoots: readonly string[];
  /** Absolute folder to write into, made when missing. */
  readonly into: string;
  /** File name without extension: a slug. */
  readonly fileName: string;
}

export interface RenderedReport {
  /** Absolute paths. */
  readonly pdf: string;
  readonly html: string;
  readonly annex: string;
  /** PNG of the first page. */
  readonly thumbnail: string;
  readonly pages: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What core asks of the report room; the command line puts the two together. */
export interface Renderer {
  readonly render: (request: RenderRequest, signal: AbortSignal) => Promise<RenderedReport>;
  readonly close: () => Promise<void>;
}
