import { VerbatimError } from '../../core/errors.ts';
import { optionsJsonSchema } from '../../core/spec/json-schema.ts';
import type { Command } from '../command.ts';
import { assertSound } from '../pipeline.ts';
import { openWorkspace } from '../workspace.ts';

/** Prints every plugin of the project, built-in ones and its own. */
export const pluginList: Command = async ({ global, terminal }) => {
  const workspace = await openWorkspace(global);
  await assertSound(workspace);
  const { registry } = workspace;
  const plugins = registry.entries.map(({ kind, id, from }) => ({ kind, id, from }));
  terminal.document({ plugins });
  for (const { kind, id, from } of plugins) terminal.line(`${kind.padEnd(13)} ${id.padEnd(20)} ${from}`);
  return 0;
};

/** Prints what a plugin says of itself: its version, its options with their descriptions, its examples. */
export const pluginInfo: Command = async ({ global, terminal, args }) => {
  const workspace = await openWorkspace(global);
  await assertSound(workspace);
  const { registry } = workspace;
  const id = args[0]!;
  const entry = registry.find(id);
  if (!entry) {
    throw new VerbatimError('VB1204', `no plugin is named "${id}"`, {
      hint: `known: ${registry.entries.map(one => one.id).join(', ')}`,
    });
  }
  const plugin = await entry.load();
  const options = optionsJsonSchema(plugin) as {
    properties?: Record<string, { description?: string; default?: unknown }>;
    required?: readonly string[];
  };
  const { kind, version, title, stability, examples } = plugin;
  terminal.document({ kind, id, version, title, stability, from: entry.from, options, examples });
  terminal.line(`${kind} ${id} ${version} (${stability}, ${entry.from})`);
  terminal.line(`  ${title}`);
  for (const [name, { description, default: fallback }] of Object.entries(options.properties ?? {})) {
    const state =
      fallback !== undefined
        ? `default ${JSON.stringify(fallback)}`
        : options.required?.includes(name)
          ? 'required'
          : 'optional';
    terminal.line(`  ${name.padEnd(18)} ${description ?? ''} [${state}]`);
  }
  for (const { title: what, yaml } of examples) {
    terminal.line(`\n  # ${what}`);
    for (const line of yaml.split('\n')) terminal.line(`  ${line}`);
  }
  return 0;
};
