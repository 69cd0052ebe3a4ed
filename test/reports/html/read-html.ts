const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&#x60;': '`',
  '&#x3D;': '=',
  '&amp;': '&',
};

/** Text as a reader sees it. */
export function unescapeHtml(html: string): string {
  return html.replace(/&(?:lt|gt|quot|amp|#39|#x27|#x60|#x3D);/g, entity => entities[entity]!);
}

/**
 * What a page says, tags taken out, white space collapsed; no-break spaces as plain ones, narrow ones as they are.
 *
 * @param keep - with `scales: false` the round numbers beside a chart are left out: they are no figures
 */
export function bodyText(html: string, keep: { quotes?: boolean; scales?: boolean } = {}): string {
  const { quotes = true, scales = true } = keep;
  let body = html.slice(html.indexOf('<body>'));
  if (!quotes) body = body.replace(/<p class="quote-text"[\s\S]*?<\/p>/g, ' ');
  if (!scales) body = body.replace(/<g[^>]* class="scale"[^>]*>.*?<\/g>/g, ' ');
  return plain(body);
}

/** The cells of every table row, in order. */
export function cellsOf(html: string): readonly (readonly string[])[] {
  const rows = [...html.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(match => match[1]!);
  return rows.map(row => [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(match => plain(match[1]!)));
}

/** Numbers without their sign, read in the language's own form; versions such as 1.0.0 are left out. */
export function numbersIn(text: string, language: 'fr' | 'en'): readonly number[] {
  const rest = text.replace(/\d+\.\d+\.\d+\S*/g, ' ');
  const pattern =
    language === 'fr'
      ? /\d{1,3}(?:\u202f\d{3})+(?:,\d+)?|\d+(?:,\d+)?/g
      : /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g;
  const read = (number: string): number =>
    Number(language === 'fr' ? number.replaceAll('\u202f', '').replace(',', '.') : number.replaceAll(',', ''));
  return [...rest.matchAll(pattern)].map(match => read(match[0]));
}

function plain(html: string): string {
  const inline = html.replace(/<\/?(?:span|bdi|mark|strong|em|code)[^>]*>/g, '\u0001').replace(/<[^>]*>/g, ' ');
  return unescapeHtml(inline.replaceAll('\u0001', ''))
    .replace(/[ \u00a0\n\t]+/g, ' ')
    .trim();
}
