import { fieldsOf } from '../model/condition.ts';
import { suggest } from '../text/nearest.ts';
import type { StepAt } from './check-steps.ts';
import { type Diagnostic, fault, type Span, warning } from './diagnostic.ts';
import { identifierFault, identifierForm, namePattern, suggestIdentifier } from './identifier.ts';
import type { KnownFields } from './known-fields.ts';
import { type Located, nodeAt, spanAt } from './located.ts';

const ownFields: ReadonlySet<string> = new Set(['channel', 'touchpoint', 'language', 'source']);

/**
 * Checks segment schemes: their names, and that their rules test what some stream maps.
 *
 * @returns VB1101 a scheme twice, VB1211 invalid name, VB1212 and VB1213 as warnings: a rule on what nobody maps never holds
 */
export function checkRules(root: Located, steps: readonly StepAt[], fields: KnownFields): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, StepAt>();
  for (const step of steps) {
    if (!step.scheme) continue;
    const { name, rules } = step.scheme;
    const options = nodeAt(root, ['steps', step.index, 'with']);
    const at = options && nodeAt(options, ['name']) ? spanAt(options, ['name']) : step.at;
    const first = seen.get(name);
    if (first)
      diagnostics.push(
        fault(
          'VB1101',
          at,
          `segment scheme "${name}" is made by "${first.id}" and by "${step.id}"`,
          'name one of them otherwise',
        ),
      );
    seen.set(name, step);
    if (!namePattern.test(name)) {
      const better = suggestIdentifier(name);
      const message = identifierFault(name, identifierForm(String(namePattern))!);
      diagnostics.push(fault('VB1211', at, message, better ? `write ${better}` : null));
    }
    for (const field of new Set(rules.flatMap(rule => fieldsOf(rule.when)))) {
      const found = fieldFault(field, (options && keyNamed(options, field)) ?? step.at, fields);
      if (found) diagnostics.push(found);
    }
  }
  return diagnostics;
}

function fieldFault(field: string, at: Span, fields: KnownFields): Diagnostic | null {
  if (ownFields.has(field) || fields.unread) return null;
  if (field.startsWith('answer.')) {
    const question = field.slice('answer.'.length);
    if (fields.scores.has(question)) return null;
    return warning(
      'VB1213',
      at,
      `no stream maps a score "${question}", so the rule never holds`,
      suggest(question, fields.scores.keys()),
    );
  }
  const attribute = field.replace(/^attribute\./, '');
  if (fields.attributes.has(attribute)) return null;
  const message = `no stream keeps an attribute "${attribute}", so the rule never holds`;
  return warning('VB1212', at, message, suggest(attribute, [...fields.attributes, ...ownFields]));
}

/** Where a key of this name stands, anywhere below. */
function keyNamed(node: Located, name: string): Span | null {
  if (node.kind === 'scalar') return null;
  if (node.kind === 'list') return node.items.map(item => keyNamed(item, name)).find(found => found !== null) ?? null;
  const own = node.entries.get(name);
  if (own) return own.key;
  return [...node.entries.values()].map(entry => keyNamed(entry.value, name)).find(found => found !== null) ?? null;
}
