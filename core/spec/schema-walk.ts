import type { z } from 'zod';
import type { Path } from './located.ts';

type Schema = z.core.$ZodType;

/** The parts of a zod definition that lead further in; each kind of schema has some of them. */
interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly getter?: () => Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly valueType?: Schema;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly rest?: Schema | null;
  readonly options?: readonly Schema[];
  readonly left?: Schema;
  readonly right?: Schema;
}

const definitionOf = (schema: Schema): Definition => schema._zod.def as unknown as Definition;

/** Every schema that may stand for the value at a path; several where a union leaves it open. */
export function schemasAt(schema: Schema, path: Path): readonly Schema[] {
  let current = variants(schema);
  for (const part of path) current = current.flatMap(one => step(one, part)).flatMap(variants);
  return current;
}

/** Keys that an object may have at a path. */
export function keysAt(schema: Schema, path: Path): readonly string[] {
  return [...new Set(schemasAt(schema, path).flatMap(one => Object.keys(definitionOf(one).shape ?? {})))];
}

/** Keys that the object at a path cannot do without. */
export function requiredAt(schema: Schema, path: Path): readonly string[] {
  const fields = schemasAt(schema, path).flatMap(one => Object.entries(definitionOf(one).shape ?? {}));
  return [...new Set(fields.filter(([, field]) => field._zod.optin === undefined).map(([key]) => key))];
}

/** True where any key may stand, each with a value of the same kind. */
export function isRecordAt(schema: Schema, path: Path): boolean {
  return schemasAt(schema, path).some(one => definitionOf(one).type === 'record');
}

/** A note that a schema or one of its wrappers carries, e.g. `secret`. */
export function noteAt(schema: Schema, path: Path, note: string): unknown {
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  const starts = last === undefined ? [schema] : schemasAt(schema, parent).flatMap(one => step(one, last));
  return starts
    .flatMap(wrappers)
    .map(one => metaOf(one)[note])
    .find(value => value !== undefined);
}

/** The schema without what wraps it: `optional`, `default`, `transform`, one for each branch of a union. */
function variants(schema: Schema): readonly Schema[] {
  const inner = within(schema);
  return inner.length > 0 ? inner.flatMap(variants) : [schema];
}

function wrappers(schema: Schema): readonly Schema[] {
  return [schema, ...within(schema).flatMap(wrappers)];
}

function within(schema: Schema): readonly Schema[] {
  const { type, innerType, in: input, getter, options, left, right } = definitionOf(schema);
  if (type === 'lazy' && getter) return [getter()];
  if (options) return options;
  return [innerType, input, left, right].filter(one => one !== undefined);
}

function step(schema: Schema, part: PropertyKey): readonly Schema[] {
  const inner = within(schema);
  if (inner.length > 0) return inner.flatMap(one => step(one, part));
  const { shape, valueType, element, items, rest } = definitionOf(schema);
  const next = shape
    ? Object.hasOwn(shape, part)
      ? shape[String(part)]
      : undefined
    : (valueType ?? element ?? items?.[Number(part)] ?? rest);
  return next ? [next] : [];
}

function metaOf(schema: Schema): Readonly<Record<string, unknown>> {
  const { meta } = schema as { readonly meta?: () => Readonly<Record<string, unknown>> | undefined };
  return meta?.call(schema) ?? {};
}
