import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PluginKind, PluginMeta } from '../../core/plugin/meta.ts';

interface SchemaNode {
  readonly description?: string;
  /** A form within itself ("not" in a condition) is described where it stands first. */
  readonly $ref?: string;
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

const secretName = /token|secret|password|passphrase|api_?key|credential/i;

/** What every plugin must say of itself, whatever its kind. */
export function selfDescriptionContract<Options>(plugin: PluginMeta<PluginKind, Options>, kind: PluginKind): void {
  test('is of its kind, with an id, a semantic version and a title', () => {
    expect(plugin.kind).toBe(kind);
    expect(plugin.id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(plugin.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(plugin.title.trim().length).toBeGreaterThan(3);
  });

  test('describes every option at every depth, and marks what looks like a secret', () => {
    const fields = fieldsOf(z.toJSONSchema(plugin.options, { io: 'input', unrepresentable: 'any' }) as SchemaNode, '');
    expect(fields.filter(field => !field.node.description && !field.node.$ref).map(field => field.path)).toEqual([]);
    expect(fields.filter(field => secretName.test(field.path) && !field.node.secret).map(field => field.path)).toEqual(
      [],
    );
  });

  test('refuses options that it does not know', () => {
    for (const { with: given } of examplesOf(plugin)) {
      expect(plugin.options.safeParse({ ...given, surely_not_an_option: 1 }).success).toBe(false);
    }
  });

  test('has examples that are valid YAML and valid options', () => {
    expect(plugin.examples.length).toBeGreaterThan(0);
    for (const example of examplesOf(plugin)) {
      expect(example.use).toBe(plugin.id);
      expect(plugin.options.safeParse(example.with).error?.issues ?? []).toEqual([]);
    }
  });

  test('has options that are plain JSON once they are parsed, and that parse to the same again', () => {
    for (const example of examplesOf(plugin)) {
      const once = plugin.options.parse(example.with);
      expect(JSON.parse(JSON.stringify(once))).toEqual(plugin.options.parse(once));
    }
  });
}

const examplesOf = (plugin: Pick<PluginMeta<PluginKind, unknown>, 'examples'>): { use: string; with: object }[] =>
  plugin.examples.map(({ yaml }) => {
    const { use, with: given } = parse(yaml) as { use: string; with?: object };
    return { use, with: given ?? {} };
  });

function fieldsOf(node: SchemaNode, path: string): { path: string; node: SchemaNode }[] {
  const inner = [...(node.items ? [node.items] : []), ...(node.anyOf ?? []), ...Object.values(node.$defs ?? {})];
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([name, field]) => [
      { path: `${path}.${name}`, node: field },
      ...fieldsOf(field, `${path}.${name}`),
    ]),
    ...inner.flatMap(part => fieldsOf(part, path)),
  ];
}
