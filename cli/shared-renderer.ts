import type { Renderer } from '../core/model/render.ts';

/** One renderer for all that a process renders: its pool bounds the browsers, whatever number of clients they work for. */
export interface SharedRenderer {
  /** Made on first use, so that a process without a report never looks for a browser. */
  readonly get: () => Promise<Renderer>;
  /** Ends its browsers. */
  readonly close: () => Promise<void>;
}

/** @param width - reports at once; the pool's own number when left out */
export function createSharedRenderer(width?: number): SharedRenderer {
  let made: Promise<Renderer> | undefined;
  const make = async (): Promise<Renderer> => {
    const { createRenderer } = await import('../reports/renderer.ts');
    return createRenderer(width === undefined ? {} : { width });
  };
  return {
    get: () => {
      made ??= make();
      return made;
    },
    close: async () => (await made)?.close(),
  };
}
