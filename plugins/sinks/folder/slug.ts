import { VerbatimError } from '../../../core/sdk.ts';

const longestSlug = 120;
/** Names that Windows keeps for devices, whatever their extension. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const extensionForm = /\.[A-Za-z0-9]{1,8}$/;

/**
 * A file name that is safe on every system: ASCII letters and digits, dots, hyphens and underscores, at most 120
 * characters with its extension kept.
 *
 * @throws VB5006 when nothing of the name can be kept
 * @example slugOf('../../etc/x') // 'etc-x'
 */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '');
  if (plain === '') {
    throw new VerbatimError('VB5006', 'the name of a file to deliver has no letter and no digit', {
      hint: 'give the report a name with letters, for example "monthly-cx"',
    });
  }
  const safe = device.test(plain) ? `file-${plain}` : plain;
  if (safe.length <= longestSlug) return safe;
  const extension = extensionForm.exec(safe)?.[0] ?? '';
  return `${safe.slice(0, longestSlug - extension.length).replace(/[.-]+$/, '')}${extension}`;
}
