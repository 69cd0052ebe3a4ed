import type { Phrase } from '../../core/model/report.ts';

export const phrase = (id: string, values: Phrase['values']): Phrase => ({ id, values });
export const local = (fr: string, en: string) => ({ kind: 'local', text: { fr, en } }) as const;
export const plain = (value: number) => ({ kind: 'number', value, digits: 1, unit: 'plain', signed: false }) as const;
export const count = (value: number) => ({ kind: 'number', value, digits: 0, unit: 'count', signed: false }) as const;
export const percent = (value: number) =>
  ({ kind: 'number', value, digits: 0, unit: 'percent', signed: false }) as const;
export const moved = (value: number, previous: number, delta: number) => ({
  noun: local('le NPS', 'the NPS'),
  value: plain(value),
  previous: plain(previous),
  month: { kind: 'month', month: '2026-09' } as const,
  delta: { kind: 'number', value: delta, digits: 1, unit: 'plain', signed: true } as const,
});
