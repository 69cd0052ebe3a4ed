import { storable } from './storable.ts';

/**
 * Any character but those that need no closer look: neither special to COPY, nor NUL, a surrogate, a combining mark or
 * one that NFC replaces. The latin letters, the accented ones of U+1E00 and general punctuation cover most texts.
 */
const needsLook = /[^\x01-\x08\x0b\x0c\x0e-\x5b\x5d-\u02ff\u1e00-\u1eff\u2002-\u20cf]/;

/** True for a text that is stored, and written by COPY, as it is. */
export function isPlain(text: string): boolean {
  return !needsLook.test(text);
}

/**
 * A text as it is stored: without NUL bytes, half surrogate pairs as U+FFFD, and in Unicode's composed form (NFC), so
 * that the same words are the same bytes whatever machine they were typed on.
 */
export function cleanText(text: string): string {
  return needsLook.test(text) ? storable(text).normalize('NFC') : text;
}

/** A cell of COPY's text format. The text is already clean. */
export function copyCell(clean: string): string {
  return needsLook.test(clean) ? clean.replace(/[\t\n\r\\]/g, escaped) : clean;
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : character === '\t' ? '\\t' : character === '\r' ? '\\r' : '\\\\';
}
