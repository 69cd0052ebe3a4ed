import type { Schedule } from '../../core/schedule/schedule.ts';

/** The demo's schedule: 07:00 on the 2nd in Paris. */
export const sampleSchedule = (change: Partial<Schedule> = {}): Schedule => ({
  ...{ project: 'demo', client: 'lumiere', pipeline: 'monthly' },
  ...{ cron: '0 7 2 * *', zone: 'Europe/Paris', timezone: 'Europe/Paris' },
  ...{ catchUp: 'latest', overlap: 'skip', jitterMs: 0 },
  ...change,
});
