import { z } from 'zod';

/** Names that become keys of stored data: questions, attributes, segment schemes. `pg_` and `verbatim_` are reserved. */
export const namePattern = /^(?!pg_|verbatim_)[a-z][a-z0-9_]{0,62}$/;
/** Ids of pipelines, sources, streams and steps: as names, and a hyphen may stand inside. */
export const idPattern = /^(?!pg[_-]|verbatim[_-])[a-z][a-z0-9_-]{0,62}$/;
/** A client's id names its schema in the store, so it leaves room for a prefix within 63 bytes. */
export const clientPattern = /^(?!pg[_-]|verbatim[_-])[a-z][a-z0-9_-]{0,49}$/;

const forms: readonly { readonly pattern: RegExp; readonly form: string }[] = [
  { pattern: namePattern, form: 'a lower-case letter, then at most 62 of a-z, 0-9 and _' },
  { pattern: idPattern, form: 'a lower-case letter, then at most 62 of a-z, 0-9, _ and -' },
  { pattern: clientPattern, form: 'a lower-case letter, then at most 49 of a-z, 0-9, _ and -' },
];

/** A name as the pipeline language wants it. */
export const name = (): z.ZodString => z.string().regex(namePattern);
/** An id as the pipeline language wants it. */
export const id = (): z.ZodString => z.string().regex(idPattern);

/** What is wrong with a word as an identifier of a form. */
export function identifierFault(word: string, form: string): string {
  const reserved = /^(?:pg|verbatim)[_-]/.exec(word)?.[0];
  return reserved === undefined
    ? `${JSON.stringify(word)} is not a name: expected ${form}`
    : `"${word}" begins with "${reserved}", which is reserved`;
}

/** What an identifier's pattern asks for, in words; `null` when the pattern is none of ours. */
export function identifierForm(pattern: string): string | null {
  return forms.find(one => String(one.pattern) === pattern)?.form ?? null;
}

/**
 * The identifier nearest to a text, for a hint; `null` when nothing of the text can be kept.
 *
 * @example suggestIdentifier('Région 2') // 'region_2'
 */
export function suggestIdentifier(text: string): string | null {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .replace(/^(?:(?:pg|verbatim)_)+/, '')
    .slice(0, 50);
  return namePattern.test(plain) ? plain : null;
}
