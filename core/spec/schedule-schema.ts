import { z } from 'zod';
import { checkCron } from './cron.ts';
import { zone } from './zone.ts';

const cron = z
  .string()
  .superRefine((text, context) => {
    const fault = checkCron(text);
    if (fault)
      context.addIssue({ code: 'custom', message: fault.message, params: { verbatim: 'VB1209', hint: fault.hint } });
  })
  .describe('Minute, hour, day of month, month, day of week.');

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

const duration = z
  .string()
  .regex(/^\d{1,5}\s?[smh]$/, 'expected a duration as 90s, 10m or 2h')
  .transform(text => Number.parseInt(text, 10) * unitMs[text.at(-1) as keyof typeof unitMs]);

/** `schedule:`: when the pipeline runs by itself. */
export const schedule = z.strictObject({
  cron,
  timezone: zone().describe('IANA zone of the cron fields; the pipeline’s own by default.').optional(),
  catch_up: z
    .enum(['latest', 'all', 'none'])
    .default('latest')
    .describe('What happens to starts that were missed while nothing ran.'),
  overlap: z
    .enum(['skip', 'buffer-one', 'buffer-all'])
    .optional()
    .describe(
      'What happens to a start while the previous run is still at work; buffer-one by default where starts are a week or more apart, else skip.',
    ),
  jitter: duration
    .default(0)
    .describe(
      'Clients that share a schedule start spread over this time, each at its own moment: 10m. Never past midnight.',
    ),
});
