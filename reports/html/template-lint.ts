import Handlebars from 'handlebars';
import { markupFaults } from './markup-lint.ts';
import { scanTags } from './tag-scan.ts';
import { placeIn, type TemplateFault, type TemplateFile, type TemplateSources } from './template-source.ts';

/**
 * Refuses what would let a template print data unescaped, reach the network or the reader's trust, or break the document's
 * outline. Looks at the text alone; nothing is run.
 *
 * @returns every fault with its file, line and column
 */
export function lintFaults(sources: TemplateSources): readonly TemplateFault[] {
  const files = [sources.main, ...Object.values(sources.partials)];
  const faults = files.flatMap(source => [...statementFaults(source, sources), ...markupFaults(source)]);
  if (faults.length === 0) faults.push(...circleFaults(sources));
  if (faults.length === 0) faults.push(...headingFaults(sources));
  return faults;
}

function statementFaults(source: TemplateFile, sources: TemplateSources): TemplateFault[] {
  const faults: TemplateFault[] = [];
  const report = (node: hbs.AST.Node, message: string): void => {
    const { line, column } = node.loc.start;
    faults.push({ at: { file: source.file, line, column: column + 1 }, message });
  };
  try {
    new StatementVisitor(report, Object.keys(sources.partials)).accept(Handlebars.parse(source.text));
  } catch (thrown) {
    faults.push(parseFault(source, thrown));
  }
  return faults;
}

class StatementVisitor extends Handlebars.Visitor {
  private readonly report: (node: hbs.AST.Node, message: string) => void;
  private readonly partials: readonly string[];

  constructor(report: (node: hbs.AST.Node, message: string) => void, partials: readonly string[]) {
    super();
    this.report = report;
    this.partials = partials;
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    if (!mustache.escaped) this.report(mustache, 'prints unescaped ({{{ }}} or {{& }}); write {{ }}');
    super.MustacheStatement(mustache);
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    if (path.original === 'lookup' || path.original === 'log') this.report(path, `"${path.original}" is not allowed`);
    super.PathExpression(path);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    const name = partial.name;
    if (name.type !== 'PathExpression')
      this.report(partial, 'a partial is chosen when it runs; name it in the template');
    else if (!this.partials.includes((name as hbs.AST.PathExpression).original)) {
      const known = this.partials.join(', ') || 'none';
      this.report(partial, `no partial is named "${(name as hbs.AST.PathExpression).original}" (known: ${known})`);
    }
    super.PartialStatement(partial);
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.report(partial, 'a partial with a block is not allowed');
  }

  override Decorator(decorator: hbs.AST.Decorator): void {
    this.report(decorator, 'a decorator is not allowed');
  }

  override DecoratorBlock(decorator: hbs.AST.DecoratorBlock): void {
    this.report(decorator, 'a decorator is not allowed');
  }
}

/** What Handlebars says against a file, at its place. */
export function parseFault(source: TemplateFile, thrown: unknown): TemplateFault {
  const { lineNumber, column, message } = thrown as Partial<Handlebars.Exception>;
  const text = String(message);
  const line = typeof lineNumber === 'number' ? lineNumber : Number(/ on line (\d+)/.exec(text)?.[1] ?? 1);
  const first = text
    .split('\n')[0]!
    .replace(/ - \d+:\d+$/, '')
    .replace(/:$/, '');
  return { at: { file: source.file, line, column: Number(column ?? 0) + 1 }, message: `cannot be read: ${first}` };
}

const partialCall = /\{\{~?#?>\s*([\w-]+)/g;

/** Looks into each partial once: a chain of them that is called twice at each link has more paths than can be walked. */
function circleFaults(sources: TemplateSources): TemplateFault[] {
  const done = new Set<string>();
  const visit = (source: TemplateFile, path: readonly string[]): TemplateFault[] =>
    [...source.text.matchAll(partialCall)].flatMap(call => {
      const name = call[1]!;
      const next = sources.partials[name];
      if (path.includes(name)) return [{ at: placeIn(source, call.index), message: `partial "${name}" calls itself` }];
      if (!next || done.has(name)) return [];
      const faults = visit(next, [...path, name]);
      done.add(name);
      return faults;
    });
  return visit(sources.main, []).slice(0, 1);
}

/** Reads headings in the order of the page, partials at the place where they are called. */
function headingFaults(sources: TemplateSources): TemplateFault[] {
  const faults: TemplateFault[] = [];
  /** The level that a partial leaves, by its name and the level that it found; it is the same at every call. */
  const left = new Map<string, number>();
  const visit = (source: TemplateFile, entered: number): number => {
    const headings = scanTags(source.text).filter(tag => !tag.closing && /^h[1-6]$/.test(tag.name));
    const calls = [...source.text.matchAll(partialCall)].map(call => ({ offset: call.index, partial: call[1]! }));
    const inOrder = [...headings.map(tag => ({ offset: tag.offset, heading: Number(tag.name[1]) })), ...calls].sort(
      (a, b) => a.offset - b.offset,
    );
    return inOrder.reduce((level, step) => {
      if ('partial' in step) {
        const key = `${step.partial} ${level}`;
        const after = left.get(key) ?? visit(sources.partials[step.partial]!, level);
        left.set(key, after);
        return after;
      }
      if (step.heading > level + 1) {
        const under = level === 0 ? 'at the start' : `under <h${level}>`;
        const message = `<h${step.heading}> stands ${under}; expected at most <h${level + 1}>`;
        faults.push({ at: placeIn(source, step.offset), message });
      }
      return step.heading;
    }, entered);
  };
  visit(sources.main, 0);
  return faults;
}
