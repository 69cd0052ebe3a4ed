import { catalogue, type ErrorCode } from '../core/errors.ts';

/** Where errors are explained: `docs/errors.md#vb1203-unknown-kpi`; of several codes the page and the codes. */
export function errorDocs(codes: readonly ErrorCode[]): string {
  const [first, ...others] = [...new Set(codes)].sort();
  if (first === undefined) return 'docs/errors.md';
  return others.length === 0 ? `docs/errors.md#${anchorOf(first)}` : `docs/errors.md: ${[first, ...others].join(', ')}`;
}

/** As pages made from Markdown name a heading. */
const anchorOf = (code: ErrorCode): string =>
  `${code} ${catalogue[code].title}`
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
