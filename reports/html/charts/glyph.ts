import { Markup } from '../markup.ts';
import { element } from './svg.ts';

/** The sign beside a verdict. Drawn, since the text font has no ▲ and ▼. */
export type GlyphShape = 'up' | 'down' | 'flat' | 'none';

const paths: Readonly<Record<GlyphShape, string>> = {
  up: 'M5,1.2L9.4,8.8H0.6Z',
  down: 'M0.6,1.2H9.4L5,8.8Z',
  flat: 'M1,2.6H9V4H1ZM1,6H9V7.4H1Z',
  none: 'M2,4.4H8V5.6H2Z',
};

/**
 * A glyph in the colour of the text around it.
 *
 * @param label - what it says, when no word stands beside it; `null` hides it from assistive technology
 */
export function glyph(shape: GlyphShape, label: string | null): Markup {
  const told = label === null ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label };
  const attributes = { class: 'glyph', viewBox: '0 0 10 10', width: 10, height: 10, ...told };
  return new Markup(element('svg', attributes, element('path', { d: paths[shape], fill: 'currentColor' })));
}
