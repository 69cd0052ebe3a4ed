import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pipelineJsonSchema, projectJsonSchema } from '../../core/spec/json-schema.ts';
import { listReportTemplates } from '../../core/spec/report-templates.ts';
import type { Command } from '../command.ts';
import { assertSound } from '../pipeline.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly out?: string;
}

/** Writes or prints the JSON Schemas (draft-07) of the project's YAML files, with the options of its own plugins. */
export const schema: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  await assertSound(workspace);
  const { registry, templateRoots } = workspace;
  const schemas = {
    pipeline: await pipelineJsonSchema(registry, await listReportTemplates(templateRoots)),
    project: projectJsonSchema(),
  };
  if (options.out === undefined) {
    terminal.document(schemas);
    terminal.line(JSON.stringify(schemas, null, 2));
    return 0;
  }
  const folder = resolve(options.out);
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const [name, content] of Object.entries(schemas)) {
    const file = join(folder, `${name}.json`);
    await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
    files.push(relative(process.cwd(), file));
  }
  terminal.document({ files });
  for (const file of files) terminal.note(`wrote ${file}`);
  return 0;
};
