import { escapeHtml, Markup } from './markup.ts';

/**
 * A small, safe part of Markdown: paragraphs, `**strong**`, `*emphasis*` and `` `code` ``. Everything is escaped first, so
 * HTML stays text; there are no links and no images.
 */
export function markdown(text: string): Markup {
  const paragraphs = text.split(/\n\s*\n/).filter(paragraph => paragraph.trim() !== '');
  return new Markup(paragraphs.map(paragraph => `<p>${inline(escapeHtml(paragraph.trim()))}</p>`).join(''));
}

function inline(escaped: string): string {
  return escaped
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*(?=\S)([^*]+?)(?<=\S)\*\*/g, '<strong>$1</strong>')
    .replace(/\*(?=\S)([^*]+?)(?<=\S)\*/g, '<em>$1</em>');
}
