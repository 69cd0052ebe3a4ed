export type Language = 'fr' | 'en';

const narrow = '\u202f';
const wide = '\u00a0';

/**
 * Sets the product's own words with the typography of a language: typographic apostrophes and ellipses,
 * no break around `=` and before `pt`; in French a
 * narrow no-break space before `; ! ? %` and inside « », a no-break space before `:`.
 * Customer text and values never pass through here: only strings and wordings of a template do.
 *
 * @example typeset("Qu'en dit-on ?", 'fr') // 'Qu’en dit-on\u202f?'
 */
export function typeset(text: string, language: Language): string {
  const common = text
    .replaceAll('...', '…')
    .replace(/(?<=\p{L})'(?=[\p{L}{«])/gu, '’')
    .replace(/(\w) ([=<>±]) (?=[\d{])/gu, `$1${wide}$2${wide}`)
    .replace(/([\d}]) (pts?|σ)(?!\p{L})/gu, `$1${wide}$2`);
  return language === 'fr' ? setFrench(common) : common;
}

function setFrench(text: string): string {
  return text
    .replace(/(\S)[ \u00a0\u202f]*([;!?]+)(?=[\s)»\]]|$)/gu, `$1${narrow}$2`)
    .replace(/([\d}])[ \u00a0\u202f]*%/gu, `$1${narrow}%`)
    .replace(/(\S)[ \u00a0\u202f]*:(?=\s|$)/gu, `$1${wide}:`)
    .replace(/«[ \u00a0\u202f]*/gu, `«${narrow}`)
    .replace(/[ \u00a0\u202f]*»/gu, `${narrow}»`);
}
