import { describe, expect, test } from 'vitest';
import type { Plan, PlanNode } from '../../../core/plan/plan.ts';
import { type NodeResult, noCounts } from '../../../core/plan/result.ts';
import { givenWindow, resultsToKeep } from '../../../core/plan/resume.ts';

const october = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' };
const september = { from: '2026-08-31T22:00:00.000Z', to: '2026-09-30T22:00:00.000Z' };
const result: NodeResult = { counts: { ...noCounts, read: 1, written: 1 }, ms: 1, parts: [], reports: [], notes: [] };

const node = (id: string, needs: readonly string[], options: Record<string, string> = {}): PlanNode => ({
  ...{ id, needs, retry: 'db', kind: 'segmentation', use: 'rules', version: '1.0.0' },
  options,
});

/** read → score → report, and beside them a second reader. */
const plan = (changes: Partial<Plan> = {}, options: Record<string, Record<string, string>> = {}): Plan => ({
  ...{ version: 1, drive: 1, project: 'p', pipeline: 'monthly', title: null, client: null, clientName: null },
  ...{ locale: 'fr-FR', timezone: 'Europe/Paris', window: october, asOf: '2026-11-02T06:00:00.000Z' },
  ...{ fullRefresh: false, width: 4, digest: 'a' },
  nodes: [
    node('read', [], options.read),
    node('other', [], options.other),
    node('score', ['read'], options.score),
    node('report', ['score', 'other'], options.report),
  ],
  ...changes,
});

const ended = (statuses: Record<string, string>) =>
  Object.entries(statuses).map(([id, status]) => ({
    node: id,
    status,
    result: status === 'succeeded' ? result : null,
  }));

describe('what a retry takes over', () => {
  const before = ended({ read: 'succeeded', other: 'succeeded', score: 'succeeded', report: 'failed' });

  test('everything that succeeded when the plan is the same', () => {
    expect(Object.keys(resultsToKeep(plan(), plan(), before))).toEqual(['read', 'other', 'score']);
  });

  test('nothing of a step that changed, nor of what it fed', () => {
    const now = plan({}, { read: { path: 'b.csv' } });
    expect(Object.keys(resultsToKeep(plan(), now, before))).toEqual(['other']);
  });

  test('what a step was given matters, not the order in which it was written', () => {
    const first = plan({}, { read: { path: 'a.csv', delimiter: ';' } });
    const second = plan({}, { read: { delimiter: ';', path: 'a.csv' } });
    expect(Object.keys(resultsToKeep(first, second, before))).toEqual(['read', 'other', 'score']);
  });

  test('no success whose own need did not succeed', () => {
    const odd = ended({ read: 'cancelled', other: 'succeeded', score: 'succeeded' });
    expect(Object.keys(resultsToKeep(plan(), plan(), odd))).toEqual(['other']);
  });

  test('a new step is run, a step that is gone is forgotten', () => {
    const now = plan({ nodes: [node('read', []), node('fresh', ['read'])] });
    expect(Object.keys(resultsToKeep(plan(), now, before))).toEqual(['read']);
  });

  test('nothing when the zone or the instant is another, since every step saw it', () => {
    expect(resultsToKeep(plan(), plan({ timezone: 'Europe/Berlin' }), before)).toEqual({});
    expect(resultsToKeep(plan(), plan({ asOf: '2026-11-03T06:00:00.000Z' }), before)).toEqual({});
  });

  test('more steps at work at once change nothing', () => {
    expect(Object.keys(resultsToKeep(plan(), plan({ width: 1 }), before))).toHaveLength(3);
  });
});

describe('the window that a plan was given', () => {
  const reporting = (window: Plan['window']): Plan => {
    const report = { ...node('report', []), kind: 'report', window } as unknown as PlanNode;
    return plan({ nodes: [report] });
  };

  test('is the run’s when its report speaks of it', () => expect(givenWindow(reporting(october))).toEqual(october));

  test('is none when the report has a month of its own, which a given window would have overridden', () => {
    expect(givenWindow(reporting(september))).toBeNull();
  });
});
