import { scanTags, type Tag, type TagAttribute } from './tag-scan.ts';
import { placeIn, type TemplateFault, type TemplateFile } from './template-source.ts';

/** Elements that run code, load something or belong to the frame that we write around a template. */
const banned = new Set(
  'script style iframe frame object embed applet link meta base form input button textarea select template noscript foreignobject html head body title'.split(
    ' ',
  ),
);

const addresses = new Set([
  'href',
  'src',
  'srcset',
  'xlink:href',
  'action',
  'formaction',
  'poster',
  'data',
  'background',
  'cite',
  'ping',
]);

/** What is wrong with the tags of one file. */
export function markupFaults(source: TemplateFile): TemplateFault[] {
  return scanTags(source.text).flatMap(tag => tagFaults(source, tag));
}

function tagFaults(source: TemplateFile, tag: Tag): TemplateFault[] {
  const fault = (offset: number, message: string): TemplateFault => ({ at: placeIn(source, offset), message });
  const faults = tag.loose.map(offset => fault(offset, '{{ }} in a tag must stand inside a quoted attribute value'));
  if (tag.closing) return faults;
  if (banned.has(tag.name)) faults.push(fault(tag.offset, `<${tag.name}> is not allowed in a template`));
  const has = (name: string): boolean =>
    tag.attributes.some(attribute => attribute.name === name && attribute.value !== '');
  if (tag.name === 'svg' && !has('aria-label') && !has('aria-hidden'))
    faults.push(fault(tag.offset, '<svg> has no aria-label'));
  if (tag.name === 'img' && !tag.attributes.some(attribute => attribute.name === 'alt'))
    faults.push(fault(tag.offset, '<img> has no alt'));
  if (tag.name === 'th' && !has('scope')) faults.push(fault(tag.offset, '<th> has no scope'));
  return [
    ...faults,
    ...tag.attributes.flatMap(attribute => attributeFaults(attribute).map(message => fault(attribute.offset, message))),
  ];
}

function attributeFaults({ name, value, mustache }: TagAttribute): string[] {
  if (name.startsWith('on')) return [`"${name}" is not allowed: a report runs no code`];
  if (name === 'srcdoc') return ['"srcdoc" is not allowed'];
  if (name === 'style') return mustache ? ['{{ }} in a style is not allowed; set a class'] : styleFaults(value);
  if (!addresses.has(name)) return [];
  if (mustache)
    return /^\s*\{\{safeUrl [^{}]+\}\}\s*$/.test(value)
      ? []
      : [`"${name}" takes {{safeUrl …}} alone, or a fixed address`];
  const fixed = name === 'src' ? /^data:image\/(png|svg\+xml|jpeg);/ : /^(#|https:\/\/|mailto:)/;
  return fixed.test(value.trim()) ? [] : [`"${name}" is not an address that a report may hold`];
}

/** A style's text, in an attribute or a sheet: it may load nothing from outside. */
export function styleFaults(css: string): string[] {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const faults = /@import/i.test(text) ? ['@import is not allowed: a report holds all that it needs'] : [];
  const outside = [...text.matchAll(/url\(\s*["']?([^"')]*)/gi)].some(
    url => !url[1]!.trim().toLowerCase().startsWith('data:'),
  );
  if (outside || /\\[0-9a-f]/i.test(text.replace(/content:[^;}]*/g, '')))
    faults.push('url( ) may hold a data: address only');
  if (/<\/?\w/.test(text)) faults.push('a tag in a style');
  return faults;
}
