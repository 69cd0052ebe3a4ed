import { VerbatimError } from '../errors.ts';
import type { Json } from '../model/digest.ts';
import type { Plugin } from '../plugin/registry.ts';
import { fillSecrets } from '../spec/secret.ts';
import type { Runtime } from './runtime.ts';

/**
 * The options of a plugin as the plugin reads them: secrets filled in, defaults applied.
 * Called inside the step, so that no secret is ever part of a plan.
 *
 * @throws VB1302 when a secret is not set; VB3002 when the plugin refuses options that the plan was compiled with
 */
export function parseOptions(
  plugin: Plugin,
  options: Json,
  { environment, root }: Pick<Runtime, 'environment' | 'root'>,
): unknown {
  const parsed = plugin.options.safeParse(fillSecrets(options, environment, root));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(issue => issue.path.join('.') || 'options').join(', ');
  throw new VerbatimError('VB3002', `plugin "${plugin.id}" refuses its options at: ${where}`, {
    hint: 'the plugin may have changed since the plan was compiled; run "verbatim validate"',
  });
}
