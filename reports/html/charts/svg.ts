import { VerbatimError } from '../../../core/errors.ts';
import { escapeHtml, Markup } from '../markup.ts';

export type Attributes = Readonly<Record<string, string | number | null>>;

/**
 * One SVG element as text; numbers are rounded to hundredths, `null` leaves an attribute out.
 *
 * @throws VB5005 when a coordinate is not finite: a chart never prints NaN
 */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? coordinate(value, name, key) : escapeHtml(String(value))}"`,
    )
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/**
 * A whole chart, to stand inline in the page: one image to assistive technology, told by its label.
 *
 * @param size - in CSS pixels; the chart scales with its container
 * @param label - text alternative, from the numbers; must not be empty
 */
export function svgChart(
  size: { width: number; height: number },
  label: string,
  className: string,
  ...children: readonly string[]
): Markup {
  if (label.trim() === '') throw new VerbatimError('VB5005', `chart "${className}" has no text alternative`);
  const attributes = {
    class: `chart ${className}`,
    viewBox: `0 0 ${size.width} ${size.height}`,
    width: size.width,
    height: size.height,
    role: 'img',
    'aria-label': label,
  };
  return new Markup(element('svg', attributes, ...children));
}

/** A path through points; where a point is `null` the line breaks. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let pen = 'M';
  return points
    .map(point => {
      const command = point ? `${pen}${coordinate(point[0], 'path', 'd')},${coordinate(point[1], 'path', 'd')}` : '';
      pen = point ? 'L' : 'M';
      return command;
    })
    .join('');
}

function coordinate(value: number, name: string, key: string): string {
  if (!Number.isFinite(value)) throw new VerbatimError('VB5005', `${key} of <${name}> is not a finite number`);
  return String(Math.round(value * 100) / 100);
}
