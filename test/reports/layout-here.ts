import { renderHtml } from '../../reports/html/html.ts';
import type { Layout } from '../../reports/html/layout.ts';

/** Lays out in the thread that asks: another thread runs plain JavaScript, and tests are TypeScript. */
export const layoutHere: Layout = {
  render: async request => (await renderHtml(request)).html,
  close: async () => {},
};
