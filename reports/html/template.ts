import Handlebars from 'handlebars';
import { VerbatimError } from '../../core/errors.ts';
import { Markup } from './markup.ts';
import { lintFaults, parseFault } from './template-lint.ts';
import { type TemplateFault, type TemplateSources, throwFaults } from './template-source.ts';

/** A function that templates call; what it returns is escaped unless it is `Markup`. */
export type TemplateFunction = (args: readonly unknown[], named: Readonly<Record<string, unknown>>) => unknown;

export type CompiledTemplate = (context: unknown, functions: Readonly<Record<string, TemplateFunction>>) => string;

/** A laid-out page beyond this is a fault of the template, not a report. */
const maxCharacters = 20_000_000;

/** Said aloud, so that a denied look-up is silent instead of a warning on the console. */
const ownOnly = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

const blocks = { each: true, if: true, unless: true, with: true };

/**
 * Compiles a template in a Handlebars of its own: strings only, strict, no helper but the four blocks and `functionNames`,
 * no access to prototypes. The context is cloned through JSON, so nothing that can be called reaches a template.
 *
 * @throws VB5003 for every fault that the linter finds, at once; when rendering, for a name that the context lacks
 */
export function compileTemplate(sources: TemplateSources, functionNames: readonly string[]): CompiledTemplate {
  throwFaults(lintFaults(sources));
  const handlebars = Handlebars.create();
  for (const name of ['lookup', 'log']) handlebars.unregisterHelper(name);
  const options = compileOptions(functionNames);
  for (const [name, source] of Object.entries(sources.partials)) {
    const partial = handlebars.compile(source.text, options);
    handlebars.registerPartial(name, located(source.file, partial));
  }
  const main = located(sources.main.file, handlebars.compile(sources.main.text, options));
  return (context, functions) => {
    const helpers = Object.fromEntries(functionNames.map(name => [name, asHelper(handlebars, name, functions[name])]));
    const html = main(JSON.parse(JSON.stringify(context)), { helpers, ...ownOnly });
    if (html.length <= maxCharacters) return html;
    throw new VerbatimError(
      'VB5003',
      `${sources.main.file} gives ${html.length} characters, more than ${maxCharacters}`,
      { at: { file: sources.main.file } },
    );
  };
}

/**
 * Every fault that can be found without a report: those of the linter, else calls of what is no function.
 */
export function templateFaults(sources: TemplateSources, functionNames: readonly string[]): readonly TemplateFault[] {
  const faults = lintFaults(sources);
  if (faults.length > 0) return faults;
  return [sources.main, ...Object.values(sources.partials)].flatMap(source => {
    try {
      // `compile` waits for the first call; this does not.
      Handlebars.precompile(source.text, compileOptions(functionNames));
      return [];
    } catch (thrown) {
      return [parseFault(source, thrown)];
    }
  });
}

function compileOptions(functionNames: readonly string[]) {
  const own = Object.fromEntries(functionNames.map(name => [name, true]));
  const absent = { lookup: false, log: false, helperMissing: false, blockHelperMissing: false };
  return {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { ...blocks, ...own, ...absent },
    preventIndent: true,
    explicitPartialContext: false,
  };
}

type Compiled = HandlebarsTemplateDelegate<unknown>;

/** Handlebars tells the line of a fault but not the file; the innermost template that fails names itself. */
function located(file: string, compiled: Compiled): Compiled {
  return (context, options) => {
    try {
      return compiled(context, options);
    } catch (thrown) {
      if (thrown instanceof VerbatimError) throw thrown;
      throw faultOf(file, thrown);
    }
  };
}

function faultOf(file: string, thrown: unknown): VerbatimError {
  const { lineNumber, column, message } = thrown as Partial<Handlebars.Exception>;
  const place = typeof lineNumber === 'number' ? { line: lineNumber, column: Number(column ?? 0) + 1 } : {};
  const reason = String(message ?? thrown).replace(/ - \d+:\d+$/, '');
  return new VerbatimError('VB5003', `template: ${reason}`, { at: { file, ...place }, cause: thrown });
}

function asHelper(
  handlebars: typeof Handlebars,
  name: string,
  call: TemplateFunction | undefined,
): Handlebars.HelperDelegate {
  return (...received: unknown[]) => {
    if (!call) throw new VerbatimError('VB5003', `template: function "${name}" is not given`);
    const { hash } = received.pop() as Handlebars.HelperOptions;
    const result = call(received, hash);
    return result instanceof Markup ? new handlebars.SafeString(result.html) : result;
  };
}
