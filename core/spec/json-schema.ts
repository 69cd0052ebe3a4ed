import { z } from 'zod';
import type { Json } from '../model/digest.ts';
import type { PluginKind } from '../plugin/meta.ts';
import type { Plugin, Registry } from '../plugin/registry.ts';
import { pipelineSchema, projectSchema } from './schema.ts';

type Schema = { [key: string]: unknown };

/** What may stand under `use`, by the note that the language's own schema carries. */
const kindsOfUse: Readonly<Record<string, readonly PluginKind[]>> = {
  connector: ['connector'],
  step: ['enrichment', 'sentiment', 'segmentation'],
  kpi: ['kpi'],
  sink: ['sink'],
};

/** Keys by which an entry is found in the file that it overrides; everything else may be left to that file. */
const identifying: ReadonlySet<string> = new Set(['id', 'use']);

/**
 * The JSON Schema (draft-07) of a pipeline file, for editors: the language itself and, for each `use`, the options of
 * the plugin. It asks for less than `validate`, since a file may leave things to the one that it extends.
 *
 * @param templates - names of the report templates that there are
 */
export async function pipelineJsonSchema(registry: Registry, templates: readonly string[]): Promise<Json> {
  const plugins = await Promise.all(
    registry.entries.map(async entry => ({ id: entry.id, plugin: await entry.load() })),
  );
  const schema = draft07(pipelineSchema) as Schema;
  relax(schema);
  schema.required = [];
  const definitions = (schema.definitions ?? {}) as Schema;
  walk(schema, part => attachUse(part, plugins, templates, definitions));
  return { ...schema, definitions, title: 'Verbatim pipeline' } as Json;
}

/** The JSON Schema (draft-07) of `config/verbatim.yaml`. */
export function projectJsonSchema(): Json {
  return { ...draft07(projectSchema), title: 'Verbatim project' } as Json;
}

/** The JSON Schema (draft-07) of a plugin's options, with their descriptions and defaults. */
export const optionsJsonSchema = (plugin: Plugin): Json => draft07(plugin.options) as Json;

function draft07(schema: z.core.$ZodType): Schema {
  const live = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  // zod's result shares parts and refers back to itself; the text of it does not.
  const made = JSON.parse(JSON.stringify(live)) as Schema;
  walk(made, part => {
    // Our own notes on a schema mean nothing to an editor.
    for (const note of ['secret', 'meantBy', 'howTo']) delete part[note];
  });
  return made;
}

/** Visits every schema of a schema, from the outside in. */
function walk(schema: unknown, visit: (part: Schema) => void): void {
  if (Array.isArray(schema)) for (const item of schema) walk(item, visit);
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return;
  visit(schema as Schema);
  for (const part of Object.values(schema)) walk(part, visit);
}

function relax(schema: Schema): void {
  walk(schema, part => {
    const { properties, required } = part as { properties?: Schema; required?: unknown };
    if (!properties || !Array.isArray(required) || !('use' in properties || 'map' in properties || 'at' in properties))
      return;
    // A source is found by its key, so even its `use` may stand in the file below; a step by its `id`.
    const byKey = 'streams' in properties;
    const kept = required.filter(
      key => identifying.has(String(key)) && !byKey && !(key === 'use' && 'id' in properties),
    );
    if (kept.length > 0) part.required = kept;
    else delete part.required;
  });
}

/** Where `use` names a plugin: the ids that there are, and below `with` the options of the one that is named. */
function attachUse(
  part: Schema,
  plugins: readonly { readonly id: string; readonly plugin: Plugin }[],
  templates: readonly string[],
  definitions: Schema,
): void {
  const properties = part.properties as { use?: Schema; with?: Schema } | undefined;
  const uses = properties?.use?.uses;
  if (!properties?.use || typeof uses !== 'string') return;
  delete properties.use.uses;
  if (uses === 'template') {
    if (templates.length > 0) properties.use.enum = [...templates];
    return;
  }
  const fitting = plugins.filter(({ plugin }) => kindsOfUse[uses]!.includes(plugin.kind));
  properties.use.enum = fitting.map(({ id }) => id);
  part.allOf = fitting.map(({ id, plugin }) => optionsOf(id, plugin, definitions));
}

function optionsOf(id: string, plugin: Plugin, definitions: Schema): Schema {
  const { $schema: _, definitions: own, ...options } = draft07(plugin.options);
  // What the options define for themselves moves to the root, where references are looked up, under the plugin's name.
  const moved = (name: string): string => `${id}.${name}`;
  for (const [name, definition] of Object.entries((own ?? {}) as Schema)) definitions[moved(name)] = definition;
  walk([options, own], part => {
    const name = typeof part.$ref === 'string' ? part.$ref.replace('#/definitions/', '') : null;
    if (name !== null && Object.hasOwn((own ?? {}) as Schema, name)) part.$ref = `#/definitions/${moved(name)}`;
  });
  // An override gives some of the options; `validate` sees them all together.
  delete options.required;
  return {
    if: { properties: { use: { const: id } }, required: ['use'] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: {
      properties: { with: { ...options, title: plugin.title, description: `Options of the ${plugin.kind} ${id}.` } },
    },
  };
}
