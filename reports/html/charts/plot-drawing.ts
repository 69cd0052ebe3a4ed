import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { VerbatimError } from '../../../core/errors.ts';
import { escapeHtml } from '../markup.ts';
import { element } from './svg.ts';

/** Plot draws into a document; this one has no browser behind it. */
const { document } = parseHTML('<!doctype html><html></html>');

/**
 * What Plot draws, as SVG text to stand inside a chart of ours.
 *
 * Its style sheet, its English names of parts and the digits that no eye sees are left out, so that the same data give
 * the same few bytes and the chart is one image to assistive technology.
 *
 * @param offset - of the drawing from the chart's top, CSS pixels
 * @throws VB5005 when a coordinate is not finite
 */
export function plotDrawing(options: Plot.PlotOptions, offset: number): string {
  const drawn = Plot.plot({ ...options, document });
  const parts = Array.from(drawn.children)
    .filter(child => child.localName !== 'style')
    .map(written);
  const place = offset === 0 ? null : `translate(0,${offset})`;
  return element('g', { 'text-anchor': 'middle', fill: 'currentColor', transform: place }, ...parts);
}

function written(node: Element): string {
  const attributes = Array.from(node.attributes)
    .filter(({ name }) => !name.startsWith('aria-'))
    .map(({ name, value }) => [name, rounded(value, node.localName, name)] as const);
  const children = Array.from(node.childNodes).map(child =>
    child.nodeType === child.TEXT_NODE ? escapeHtml(child.textContent ?? '') : written(child as Element),
  );
  return element(node.localName, Object.fromEntries(attributes), ...children);
}

/** To hundredths, as all our charts. */
function rounded(value: string, name: string, key: string): string {
  if (/NaN|Infinity|undefined/.test(value)) {
    throw new VerbatimError('VB5005', `${key} of <${name}> is not a finite number`);
  }
  return value.replace(/-?\d+\.\d{3,}(?:e-\d+)?/g, digits => String(Math.round(Number(digits) * 100) / 100));
}
