import { storable } from './storable.ts';

/**
 * Any character but those that need no closer look: no NUL, no surrogate, no combining mark and none that NFC
 * replaces. The latin letters, the accented ones of U+1E00 and general punctuation cover most texts.
 */
const needsLook = /[^\x01-\u02ff\u1e00-\u1eff\u2002-\u20cf]/;

/** True for a text that is stored as it is. */
export function isPlain(text: string): boolean {
  return !needsLook.test(text);
}

/**
 * A text as it is stored: without NUL bytes, half surrogate pairs as U+FFFD, and in Unicode's composed form (NFC), so
 * that the same words are the same bytes whatever machine they were typed on.
 */
export function cleanText(text: string): string {
  return isPlain(text) ? text : storable(text).normalize('NFC');
}

/** A cell of COPY's text format. The text is already clean. */
export function copyCell(clean: string): string {
  return clean.replace(/[\t\n\r\\]/g, escaped);
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : character === '\t' ? '\\t' : character === '\r' ? '\\r' : '\\\\';
}
