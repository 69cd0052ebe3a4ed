const loneSurrogate = /\p{Surrogate}/gu;

/**
 * True when PostgreSQL can hold the text: a NUL byte is refused (22021), and half of a surrogate pair would silently
 * become U+FFFD. Stored texts are cleaned before they are written, so such a text never equals one of them.
 */
export const isStorable = (text: string): boolean => storable(text) === text;

/** The text without NUL bytes, and with U+FFFD in place of half a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\0', '').replace(loneSurrogate, '\u{FFFD}');
