import type { Plan } from '../plan/plan.ts';
import { readSecret } from '../spec/secret.ts';
import type { Runtime } from './runtime.ts';

/** A shorter value is a part of too many words, and none of a secret's. */
const shortestValue = 4;

/** Gives plain JSON back with every secret in its texts replaced. */
export type Scrub = <Value>(value: Value) => Value;

/**
 * Takes the secrets of a plan out of whatever leaves a step: each value, as it is, URL-encoded, as JSON and in Base64,
 * becomes the reference that stands for it, `${secret:NAME}`.
 */
export function createScrub(plan: Plan, { environment, root }: Pick<Runtime, 'environment' | 'root'>): Scrub {
  const names = new Set(
    [...JSON.stringify(plan).matchAll(/\$\{secret:([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(one => one[1]!),
  );
  const forms = [...names].flatMap(name => {
    const value = readSecret(name, environment, root) ?? '';
    return formsOf(value).map(form => ({ form, reference: `\${secret:${name}}` }));
  });
  if (forms.length === 0) return value => value;
  // The longest first: a value may be the beginning of another.
  forms.sort((a, b) => b.form.length - a.form.length);
  const scrubText = (text: string): string =>
    forms.reduce((left, { form, reference }) => left.replaceAll(form, () => reference), text);
  const scrub = (value: unknown): unknown => {
    if (typeof value === 'string') return scrubText(value);
    if (Array.isArray(value)) return value.map(scrub);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scrub(item)]));
  };
  return scrub as Scrub;
}

function formsOf(value: string): readonly string[] {
  if (value.length < shortestValue) return [];
  const encoded = [encodeURIComponent(value), new URLSearchParams({ value }).toString().slice('value='.length)];
  const whole = Buffer.from(value).toString('base64');
  const base64 = [whole, ...[0, 1, 2].map(before => base64Within(value, before))].flatMap(form => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
  return [...new Set([value, JSON.stringify(value).slice(1, -1), ...encoded, ...base64])];
}

/** The characters of a longer text in Base64 that depend on the value alone, which begins `before` bytes behind a group. */
function base64Within(value: string, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]).toString('base64');
  return whole.slice([0, 2, 3][before]).replace(/.=+$/, '');
}
