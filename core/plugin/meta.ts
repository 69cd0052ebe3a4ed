import { z } from 'zod';
import type { Instant } from '../model/feedback.ts';

export type PluginKind = 'connector' | 'enrichment' | 'sentiment' | 'segmentation' | 'kpi' | 'sink';
export type Language = 'fr' | 'en';

/** What every plugin says of itself. */
export interface PluginMeta<Kind extends PluginKind, Options> {
  readonly kind: Kind;
  /** As `use:` names it: `^[a-z][a-z0-9-]*$`. */
  readonly id: string;
  /** Semantic version; a change that alters results changes it. */
  readonly version: string;
  readonly title: string;
  readonly stability: 'experimental' | 'beta' | 'stable';
  /**
   * A strict zod object; each field has `.describe()`; a secret field is `secret()`. For hints, `.meta()` may say how to
   * write a value (`howTo`: a sentence) and what people write instead (`meantBy`: their word, in lower case → ours).
   */
  readonly options: z.ZodType<Options>;
  readonly examples: readonly { readonly title: string; readonly yaml: string }[];
}

/** What a plugin gets at run time. It never sees the database. */
export interface Context<Options> {
  readonly options: Readonly<Options>;
  readonly signal: AbortSignal;
  /** The instant that the run speaks for; use it instead of the clock. */
  readonly asOf: Instant;
  /** IANA zone of the pipeline. */
  readonly timezone: string;
  /** Absolute path that relative paths in options start from; a path that leaves it is refused. */
  readonly root: string;
  readonly run: { readonly id: string; readonly client: string | null; readonly pipeline: string };
  /** A line for the operator; never customer text, never a secret. */
  readonly log: (message: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;
}

/** Marks an option as a secret: only `${secret:NAME}` may stand there, and its value is never printed. */
export const secret = (): z.ZodString => z.string().min(1).meta({ secret: true });

/** Every dotted path to a value of a row: `'id' | 'author' | 'author.name'`. */
export type Path<Row> = Row extends readonly unknown[]
  ? never
  : Row extends object
    ? { [Key in keyof Row & string]: Key | (Row[Key] extends object ? `${Key}.${Path<Row[Key]>}` : never) }[keyof Row &
        string]
    : never;
