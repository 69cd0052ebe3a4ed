import { type RawBuilder, sql } from 'kysely';
import type { FieldSql } from './condition-sql.ts';
import { isStorable } from './storable.ts';

/**
 * Where a field of a feedback stands, for a query in which `feedback` is called `f` and `stream` is called `s`:
 * `channel`, `touchpoint`, `language`, `source`, `answer.<question>`, `attribute.<name>`; any other name is an attribute.
 */
export function feedbackField(field: string): FieldSql {
  if (field === 'channel') return { kind: 'text', value: sql.ref('f.channel') };
  if (field === 'touchpoint') return { kind: 'text', value: sql.ref('f.touchpoint') };
  if (field === 'language') return { kind: 'text', value: sql.ref('f.language') };
  if (field === 'source') return { kind: 'text', value: sql.ref('s.source') };
  if (field.startsWith('answer.')) return member(sql.ref('f.answers'), field.slice('answer.'.length));
  return member(sql.ref('f.attributes'), field.startsWith('attribute.') ? field.slice('attribute.'.length) : field);
}

const member = (object: RawBuilder<unknown>, key: string): FieldSql =>
  isStorable(key) ? { kind: 'json', value: sql`(${object} -> ${key}::text)` } : { kind: 'absent' };
