import { expect, test } from 'vitest';
import type { Plan, PlanNode } from '../../../core/plan/plan.ts';
import { compile, monthly } from './compile-fixture.ts';

const nodeOf = <Kind extends PlanNode['kind']>(plan: Plan, kind: Kind, id: string): Extract<PlanNode, { kind: Kind }> =>
  plan.nodes.find(node => node.kind === kind && node.id === id) as Extract<PlanNode, { kind: Kind }>;

test('no secret is in a plan, only its reference', async () => {
  const text = JSON.stringify(await compile(monthly));
  expect(text).toContain(`\${secret:DESK_TOKEN}`);
  expect(text).not.toContain('canary-7f3a');
});

test('the same pipeline has the same digest every month and every day, and another one when a line of it changes', async () => {
  const { digest } = await compile(monthly);
  expect((await compile(monthly, { asOf: '2027-03-09T00:00:00.000Z' })).digest).toBe(digest);
  expect(
    (await compile(monthly, { window: { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' } })).digest,
  ).toBe(digest);
  expect((await compile(monthly.replace('min_n: 5', 'min_n: 6'))).digest).not.toBe(digest);
  expect((await compile(monthly, { fullRefresh: true })).digest).not.toBe(digest);
});

test('a plan is plain JSON: what a text of it is read back as is the same plan', async () => {
  const plan = await compile(monthly);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('a window that is asked for overrides that of every report', async () => {
  const window = { from: '2026-03-31T22:00:00.000Z', to: '2026-04-30T22:00:00.000Z' };
  const plan = await compile(monthly, { window });
  expect(plan.window).toEqual(window);
  expect(nodeOf(plan, 'report', 'report.monthly-cx').window).toEqual(window);
  expect(nodeOf(plan, 'report', 'report.monthly-cx.2').window).toEqual(window);
  expect(nodeOf(plan, 'connector', 'surveys.responses').options).toMatchObject({ path: 'inbox/2026-04.csv' });
});

test('each node stands after what it needs, even when the pipeline names the later step first', async () => {
  const steps = `steps:
  - { id: loyalty, use: rules-segment, needs: [tone], with: { name: loyalty, rules: [{ name: n, when: { region: { eq: Nord } } }] } }
  - { id: tone, use: plain-sentiment }
  - { id: privacy, use: redact-pii }
  - { id: language, use: language }
`;
  const plan = await compile(monthly.replace(/steps:\n(?: {2}- .*\n)+/, steps));
  const order = plan.nodes.map(node => node.id);
  expect(order).toEqual([
    'surveys.responses',
    'tickets.tickets',
    'tone',
    'loyalty',
    'kpis',
    'report.monthly-cx',
    'report.monthly-cx.2',
  ]);
  expect(nodeOf(plan, 'segmentation', 'loyalty').needs).toEqual(['tone']);
});

test('a plan of more than 200 nodes and one of more than 64 KB are refused', async () => {
  const stream = (index: number): string => `      s${index}: { key: [k], map: { at: t } }\n`;
  const head = 'pipeline: many\nsources:\n  a:\n    use: csv\n    with: { path: a.csv }\n    streams:\n';
  const many = head + Array.from({ length: 201 }, (_, index) => stream(index)).join('');
  await expect(compile(many)).rejects.toMatchObject({ code: 'VB1219', message: expect.stringContaining('201 nodes') });
  const wide =
    head + Array.from({ length: 150 }, (_, index) => stream(index).replace('at: t', `at: ${'t'.repeat(400)}`)).join('');
  await expect(compile(wide)).rejects.toMatchObject({ code: 'VB1219', message: expect.stringContaining('bytes') });
});

test('a stream has limits of its own: those of the pipeline, or a tenth and ten rows; and any number of rows is enough', async () => {
  const limits = async (text: string) => {
    const { quarantine, minRows } = nodeOf(await compile(text), 'connector', 'surveys.responses');
    return { ...quarantine, minRows };
  };
  expect(await limits(monthly)).toEqual({ rows: 500, rate: 0.02, floor: 0, minRows: 0 });
  expect(await limits(monthly.replace(/quarantine:.*\n/, ''))).toEqual({
    rows: null,
    rate: 0.1,
    floor: 10,
    minRows: 0,
  });
  const given = monthly.replace(', rate: 2%', '').replace('        key: [', '        min_rows: 50\n        key: [');
  expect(await limits(given)).toEqual({ rows: 500, rate: null, floor: 0, minRows: 50 });
});

test('a KPI by week keeps it beside its dimensions: what is stored by day serves every period', async () => {
  const [nps, csat] = nodeOf(
    await compile(monthly.replace('by: [month, seg', 'by: [day, week, seg')),
    'kpi',
    'kpis',
  ).kpis;
  expect(nps).toMatchObject({ by: ['segment.loyalty', 'channel'], periods: ['week', 'day'] });
  expect(csat).not.toHaveProperty('periods');
});
