import { z } from 'zod';
import { isZone } from '../model/window.ts';
import { nearest } from '../text/nearest.ts';

/** An IANA time zone; anything else is VB1210 with the nearest zone as a hint. */
export const zone = () =>
  z.string().superRefine((text, context) => {
    if (isZone(text)) return;
    const zones = Intl.supportedValuesOf('timeZone');
    const city = zones.find(one => one.toLowerCase().endsWith(`/${text.toLowerCase()}`));
    const close = city ?? nearest(text, zones);
    const hint = close ? `did you mean "${close}"?` : 'use an IANA name such as Europe/Paris';
    context.addIssue({
      code: 'custom',
      message: `no time zone is named "${text}"`,
      params: { verbatim: 'VB1210', hint },
    });
  });
