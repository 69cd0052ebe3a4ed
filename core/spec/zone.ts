import { z } from 'zod';
import { isZone } from '../model/window.ts';
import { nearest } from './nearest.ts';

/** An IANA time zone; anything else is VB1210 with the nearest zone as a hint. */
export const zone = () =>
  z.string().superRefine((text, context) => {
    if (isZone(text)) return;
    const close = nearest(text, Intl.supportedValuesOf('timeZone'));
    const hint = close ? `did you mean "${close}"?` : 'use an IANA name such as Europe/Paris';
    context.addIssue({
      code: 'custom',
      message: `no time zone is named "${text}"`,
      params: { verbatim: 'VB1210', hint },
    });
  });
