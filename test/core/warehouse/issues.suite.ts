import { expect, test } from 'vitest';
import type { ReportModel } from '../../../core/model/report.ts';
import { monthWindow } from '../../../core/model/window.ts';
import { issueReport, latestClosedIssue, listReports } from '../../../core/warehouse/issues.ts';
import type { TestStores } from '../../stores.ts';
import { pipeline, timezone } from './given-feedback.ts';

const modelOf = (digest: string, month = '2026-10'): ReportModel =>
  ({
    schemaVersion: 1,
    pipeline,
    digest,
    window: monthWindow(month, timezone),
    name: `monthly-${month}`,
  }) as ReportModel;

/** An issued report stays as it was issued. */
export function issuesSuite({ open }: TestStores): void {
  test('the same model is the same issue; another is the next version of its report and window', async () => {
    const wh = await open();
    const issue = (seq: number, report: string, model: ReportModel) => issueReport(wh, { run: { seq }, report, model });
    const first = await issue(1, 'report.board', modelOf('aaaaaaaa'));
    expect(first).toMatchObject({
      version: 1,
      digest: 'aaaaaaaa',
      runSeq: 1,
      window: monthWindow('2026-10', timezone),
    });
    expect(first.id).toMatch(/^[0-9a-f]{16}$/);
    expect(await issue(2, 'report.board', modelOf('aaaaaaaa'))).toEqual(first);
    const restated = await issue(3, 'report.board', modelOf('bbbbbbbb'));
    expect(restated).toMatchObject({ version: 2, runSeq: 3 });
    expect(restated.id).not.toBe(first.id);
    // Back to what was issued first: readers of version 2 must still see that something changed.
    expect(await issue(4, 'report.board', modelOf('aaaaaaaa'))).toMatchObject({ version: 3 });
    expect(await issue(4, 'report.teams', modelOf('aaaaaaaa'))).toMatchObject({ version: 1 });
    expect(await issue(4, 'report.board', modelOf('aaaaaaaa', '2026-11'))).toMatchObject({ version: 1 });
    const listed = await listReports(wh, { pipeline });
    expect(
      listed.map(({ report, window, version, digest }) => [report, window.from.slice(0, 10), version, digest]),
    ).toEqual([
      ['report.board', '2026-10-31', 1, 'aaaaaaaa'],
      ['report.board', '2026-09-30', 3, 'aaaaaaaa'],
      ['report.board', '2026-09-30', 2, 'bbbbbbbb'],
      ['report.board', '2026-09-30', 1, 'aaaaaaaa'],
      ['report.teams', '2026-09-30', 1, 'aaaaaaaa'],
    ]);
    const kept = await wh.db
      .selectFrom('report_issue')
      .select('model')
      .where('id', '=', first.id)
      .executeTakeFirstOrThrow();
    expect(kept.model).toEqual(modelOf('aaaaaaaa'));
    expect(await listReports(wh, { pipeline: 'weekly' })).toEqual([]);
  });

  test('the latest issue of a closed period is one whose data were read at its end or later, whatever its status', async () => {
    const wh = await open();
    const { window } = modelOf('');
    const issued = (digest: string, asOf: string, status: ReportModel['status'], restates?: ReportModel['restates']) =>
      issueReport(wh, {
        ...{ run: { seq: 1 }, report: 'report.board' },
        model: { ...modelOf(digest), asOf, status, ...(restates && { restates }) },
      });
    const latest = async () =>
      (await latestClosedIssue(wh, { pipeline, report: 'report.board', window }))?.version ?? null;
    await issued('aaaaaaaa', '2026-10-05T06:00:00.000Z', 'not-enough-data');
    await issued('bbbbbbbb', '2026-10-20T06:00:00.000Z', 'provisional');
    expect(await latest()).toBeNull();
    await issued('cccccccc', window.to, 'not-enough-data');
    expect(await latest()).toBe(3);
    await issued('dddddddd', '2026-11-20T06:00:00.000Z', 'final', { version: 3, asOf: window.to });
    expect(await latest()).toBe(4);
    await issued('eeeeeeee', '2026-10-31T00:00:00.000Z', 'provisional');
    expect(await latest()).toBe(4);
    const listed = await listReports(wh, { pipeline });
    expect(listed.map(({ version, restates }) => [version, restates])).toEqual([
      ...[
        [5, null],
        [4, 3],
        [3, null],
        [2, null],
        [1, null],
      ],
    ]);
  });

  test('a report that is issued twice at once has one issue', async () => {
    const wh = await open();
    const model = modelOf('aaaaaaaa');
    const issues = await Promise.all(
      [1, 2, 3, 4].map(seq => issueReport(wh, { run: { seq }, report: 'report.board', model })),
    );
    expect(new Set(issues.map(({ id }) => id)).size).toBe(1);
    expect(await listReports(wh, { pipeline })).toHaveLength(1);
  });
}
