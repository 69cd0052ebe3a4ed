import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Span } from './diagnostic.ts';

/** An environment variable; `at` is its place in a `.env` file, `null` when the process brought it. */
interface Variable {
  readonly value: string;
  readonly at: Span | null;
}

/** Environment variables as the project sees them: the process first, then its `.env` files. */
export interface Environment {
  /** The chosen environment, e.g. `prod`; `null` when none is chosen. */
  readonly name: string | null;
  /** The chosen environment has a `.env` file of its own. */
  readonly hasFile: boolean;
  readonly find: (variable: string) => Variable | null;
}

/**
 * Reads the `.env` files of a project. The process's own variables come first, then `.env.<name>.local`, `.env.<name>`, `.env`.
 *
 * @param root - the project's folder
 * @param name - the chosen environment, or `null`
 * @param process - variables that the process was started with
 */
export async function loadEnvironment(
  root: string,
  name: string | null,
  process: Readonly<Record<string, string | undefined>>,
): Promise<Environment> {
  const files = name === null ? ['.env'] : [`.env.${name}.local`, `.env.${name}`, '.env'];
  const layers = await Promise.all(files.map(file => readVariables(root, file)));
  const find = (variable: string): Variable | null => {
    const own = Object.hasOwn(process, variable) ? process[variable] : undefined;
    if (own !== undefined) return { value: own, at: null };
    for (const layer of layers) {
      const found = layer.get(variable);
      if (found) return found;
    }
    return null;
  };
  return { name, hasFile: name !== null && layers.slice(0, -1).some(layer => layer.size > 0), find };
}

async function readVariables(root: string, file: string): Promise<ReadonlyMap<string, Variable>> {
  let text: string;
  try {
    text = await readFile(join(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  const lines = text.split(/\r?\n/);
  const at = (variable: string): Span => {
    const index = lines.findLastIndex(line => new RegExp(`^\\s*(?:export\\s+)?${variable}\\s*=`).test(line));
    const line = Math.max(index, 0) + 1;
    return { file, line, column: 1, endLine: line, endColumn: (lines[line - 1]?.length ?? 0) + 1 };
  };
  // Names that are no identifiers cannot be referred to, and would not be safe inside a regular expression.
  const variables = Object.entries(parseEnv(text)).filter(([variable]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(variable));
  return new Map(variables.map(([variable, value]) => [variable, { value: value ?? '', at: at(variable) }]));
}
