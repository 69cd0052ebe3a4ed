import { type Place, VerbatimError } from '../errors.ts';
import { suggest } from '../text/nearest.ts';

/** A column's name as names are compared: people and programs differ in spaces and in how they compose accents. */
export const columnName = (name: string): string => name.replaceAll('\0', '').trim().normalize('NFC');

/**
 * The error (VB2104) for columns that a pipeline maps and a source does not have, all of them at once.
 *
 * @param missing - at least one name
 * @param columns - those that there are
 */
export function missingColumns(missing: readonly string[], columns: readonly string[], at?: Place): VerbatimError {
  const names = missing.map(name => `"${name}"`).join(', ');
  const message = missing.length === 1 ? `no column is called ${names}` : `no columns are called ${names}`;
  return new VerbatimError('VB2104', message, { hint: suggest(missing, columns), ...(at ? { at } : {}) });
}
