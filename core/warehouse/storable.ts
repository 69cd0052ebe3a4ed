const loneSurrogate = /\p{Surrogate}/u;

/**
 * True when PostgreSQL can hold the text: a NUL byte is refused (22021), and half of a surrogate pair would silently
 * become U+FFFD. Stored texts are cleaned before they are written, so such a text never equals one of them.
 */
export const isStorable = (text: string): boolean => !text.includes('\0') && !loneSurrogate.test(text);
