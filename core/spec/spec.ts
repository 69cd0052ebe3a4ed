import type { z } from 'zod';
import type { pipelineSchema, projectSchema } from './schema.ts';

type Frozen<Value> = Value extends readonly unknown[]
  ? { readonly [Index in keyof Value]: Frozen<Value[Index]> }
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

/** A pipeline, parsed: inherited, references to `env` and `var` resolved, defaults filled in; secrets are still references. */
export type PipelineSpec = Frozen<z.output<typeof pipelineSchema>>;
export type StreamSpec = PipelineSpec['sources'][string]['streams'][string];
export type ReportSpec = PipelineSpec['report'][number];

/** `config/verbatim.yaml`, parsed. */
export type ProjectSpec = Frozen<z.output<typeof projectSchema>>;
