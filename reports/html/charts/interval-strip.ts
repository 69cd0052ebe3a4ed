import type { Markup } from '../markup.ts';
import type { Palette } from '../palette.ts';
import { extentOf, linearScale, padded } from './scale.ts';
import { element, svgChart } from './svg.ts';

/** A value with its interval and the mark that it is compared with, all in the KPI's unit. */
export interface Strip {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Dashed mark. */
  readonly reference: number | null;
  /** Ends of the scale; `null` fits the scale to this strip alone. */
  readonly domain: readonly [number, number] | null;
  /** An indicative figure is drawn hollow. */
  readonly indicative: boolean;
}

const height = 20;
const middle = height / 2;

/**
 * A dot on its interval, with the compared value as a dashed mark.
 *
 * @param width - CSS pixels
 * @param label - text alternative
 */
export function intervalStrip(strip: Strip, width: number, label: string, palette: Palette): Markup {
  const domain = strip.domain ?? ownDomain(strip);
  const scale = linearScale(domain, [5, width - 5]);
  const within = (value: number): number => scale(Math.min(Math.max(value, domain[0]), domain[1]));
  const children = [
    element('line', { x1: 0, x2: width, y1: middle, y2: middle, stroke: palette.rule, 'stroke-width': 1 }),
  ];
  if (strip.low !== null && strip.high !== null) {
    const from = within(strip.low);
    const thick = Math.max(within(strip.high) - from, 2);
    children.push(
      element('rect', {
        x: from,
        y: middle - 4,
        width: thick,
        height: 8,
        rx: Math.min(4, thick / 2),
        fill: palette.band,
      }),
    );
  }
  if (strip.reference !== null) {
    const at = within(strip.reference);
    const dash = { stroke: palette.grey, 'stroke-width': 1.4, 'stroke-dasharray': '2.4 1.8' };
    children.push(element('line', { x1: at, x2: at, y1: 1, y2: height - 1, ...dash }));
  }
  const dot = strip.indicative ? { fill: '#fff', stroke: palette.grey, 'stroke-width': 1.6 } : { fill: palette.ink };
  children.push(element('circle', { cx: within(strip.value), cy: middle, r: strip.indicative ? 3.4 : 4, ...dot }));
  return svgChart({ width, height }, label, 'interval-strip', ...children);
}

/** As wide again on both sides as what is shown, so that a strip never touches its ends. */
function ownDomain(strip: Strip): readonly [number, number] {
  return padded(extentOf([strip.value, strip.low, strip.high, strip.reference])!, 0.75);
}
