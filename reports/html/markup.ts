const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * HTML that our own code wrote and that is printed unescaped. Templates cannot make one: only charts and the functions
 * that escape what they are given do.
 */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

/** Text as HTML, safe in an element and in a quoted attribute; what HTML does not allow (control characters, those up to U+009F too, half surrogates) becomes U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Cs}/gu, '\ufffd')
    .replace(/[&<>"']/g, sign => entities[sign]!);
}
