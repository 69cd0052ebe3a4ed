import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { VerbatimError } from '../errors.ts';
import type { Json } from '../model/digest.ts';
import type { Environment } from './environment.ts';
import { secretName } from './reference.ts';

/**
 * The value of a secret: the environment variable of its name, or the file that `<name>_FILE` names, without the line
 * break at its end.
 *
 * @param root - the project's folder, from which a relative file name starts
 * @returns `null` when neither is there; an empty text when it is there and empty
 */
export function readSecret(name: string, environment: Environment, root: string): string | null {
  const own = environment.find(name);
  if (own) return own.value;
  const file = environment.find(`${name}_FILE`)?.value;
  if (!file) return null;
  try {
    return readFileSync(resolve(root, file), 'utf8').replace(/\r?\n$/, '');
  } catch {
    return null;
  }
}

/**
 * Options with their secrets filled in, for the moment at which a plugin is opened; never to be stored or printed.
 *
 * @throws VB1302 when a secret is not there or empty
 */
export function fillSecrets(options: Json, environment: Environment, root: string): Json {
  if (typeof options === 'string') {
    const name = secretName(options);
    if (name === null) return options;
    const value = readSecret(name, environment, root);
    if (value) return value;
    throw new VerbatimError('VB1302', `secret ${name} is ${value === null ? 'not set' : 'empty'}`, {
      hint: `set the environment variable ${name}, or ${name}_FILE to the file that holds it`,
    });
  }
  if (options === null || typeof options !== 'object') return options;
  if (Array.isArray(options)) return options.map((item: Json) => fillSecrets(item, environment, root));
  return Object.fromEntries(Object.entries(options).map(([key, item]) => [key, fillSecrets(item, environment, root)]));
}
