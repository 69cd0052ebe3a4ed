import { type Place, VerbatimError } from '../../core/errors.ts';
import type { Theme } from '../../core/model/render.ts';

/**
 * The theme, when it is made of hex colours and a picture.
 *
 * @param at - the file that has it, where one file alone does
 * @throws VB5003
 */
export function checkTheme(theme: Theme, at?: Place): Theme {
  const place = at === undefined ? {} : { at };
  for (const key of ['ink', 'accent'] as const) {
    if (!/^#[0-9a-f]{6}$/i.test(theme[key])) {
      throw new VerbatimError('VB5003', `theme: ${key} is not a colour of six hex digits`, {
        hint: 'for example #14213d',
        ...place,
      });
    }
  }
  if (theme.logo !== null && !/^data:image\/(svg\+xml|png);base64,[A-Za-z0-9+/=]+$/.test(theme.logo)) {
    throw new VerbatimError('VB5003', 'theme: the logo is not an SVG or PNG as a base64 data URL', place);
  }
  return theme;
}
