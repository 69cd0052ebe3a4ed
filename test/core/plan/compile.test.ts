import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { previousMonth } from '../../../core/model/previous-month.ts';
import { compilePlan } from '../../../core/plan/compile.ts';
import type { Plan, PlanNode } from '../../../core/plan/plan.ts';
import { loadPipeline } from '../../../core/spec/pipeline.ts';
import { loadProject } from '../../../core/spec/project.ts';
import type { PipelineSpec } from '../../../core/spec/spec.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';

const registry = fakeRegistry();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const asOf = '2026-11-02T06:00:00.000Z';

const monthly = `pipeline: voice
title: Voice of the customer
client: shop
client_name: Shop
sources:
  surveys:
    use: csv
    with: { path: "inbox/\${run:window.month}.csv", delimiter: ";", decimal: "," }
    streams:
      responses:
        key: [response_id]
        where: { brand: { in: [Shop] } }
        map:
          at: answered
          comment: words
          channel: { from: channel, values: { tel: phone, 1: store } }
          touchpoint: { value: checkout }
          answers:
            nps: recommend
            csat: { from: satisfaction, scale: [1, 5] }
            improve: { from: better, text: "What could we do better?", prior: negative }
          attributes: { region: Région }
  tickets:
    use: desk
    with: { url: https://desk.example, auth: { bearer: "\${secret:DESK_TOKEN}" } }
    streams:
      tickets: { mode: full, map: { at: created, attributes: [region] } }
quarantine: { stop_after: { rows: 500, rate: 2% } }
steps:
  - { id: privacy, use: redact-pii }
  - { id: language, use: language, needs: [] }
  - { id: tone, use: plain-sentiment, needs: [language, privacy] }
  - { id: loyalty, use: rules-segment, with: { name: loyalty, rules: [{ name: north, when: { region: { eq: Nord } } }] } }
kpis:
  - { use: nps, by: [month, segment.loyalty, channel, channel], with: { min_n: 5 } }
  - { use: csat, by: [month] }
  - { use: net-sentiment, on: improve }
theme: { ink: "#112233", accent: "#445566" }
labels: { channel: { phone: { fr: Téléphone, en: Phone }, store: Store } }
report:
  - { use: monthly-cx, theme: { accent: "#abcdef" } }
  - { use: monthly-cx, window: 2026-09, audience: board, languages: [fr, en], title: { fr: Voix, en: Voice }, deliver: [] }
`;

async function specOf(text: string): Promise<PipelineSpec> {
  const root = await mkdtemp(join(tmpdir(), 'verbatim-plan-'));
  try {
    for (const [file, content] of Object.entries({
      'config/verbatim.yaml': 'project: demo\n',
      'config/p.yaml': text,
    })) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), content);
    }
    const project = await loadProject(root, { variables: { DESK_TOKEN: 'canary-7f3a' } });
    const { spec, diagnostics } = await loadPipeline(project, 'config/p.yaml', { registry, templates: ['monthly-cx'] });
    expect(diagnostics).toEqual([]);
    return spec!;
  } finally {
    await rm(root, { recursive: true });
  }
}

const compile = async (text: string, more: Partial<Parameters<typeof compilePlan>[0]> = {}): Promise<Plan> =>
  compilePlan({
    project: 'demo',
    spec: await specOf(text),
    registry,
    window: null,
    asOf,
    fullRefresh: false,
    sha256,
    ...more,
  });

const nodeOf = <Kind extends PlanNode['kind']>(plan: Plan, kind: Kind, id: string): Extract<PlanNode, { kind: Kind }> =>
  plan.nodes.find(node => node.kind === kind && node.id === id) as Extract<PlanNode, { kind: Kind }>;

test('a realistic pipeline compiles to exactly this plan', async () => {
  // October in Paris: from 30 September 22:00 Z (summer time) to 31 October 23:00 Z (winter time).
  const october = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' };
  const september = { from: '2026-08-31T22:00:00.000Z', to: '2026-09-30T22:00:00.000Z' };
  const column = (from: string) => ({ from, value: null, values: null });
  // Both read what the other fills (the comment, the language), so the pipeline's own order stands.
  const enrich = [
    { id: 'privacy', use: 'redact-pii', version: '1.2.0', options: {} },
    { id: 'language', use: 'language', version: '1.2.0', options: { languages: ['fr', 'en'] } },
  ];
  const quarantine = { rows: 500, rate: 0.02 };
  const labels = { channel: { phone: { fr: 'Téléphone', en: 'Phone' }, store: { fr: 'Store', en: 'Store' } } };
  const connectors = ['surveys.responses', 'tickets.tickets'];
  const plan = await compile(monthly);
  const { digest, ...rest } = plan;
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(rest).toEqual({
    version: 1,
    drive: 1,
    project: 'demo',
    pipeline: 'voice',
    title: 'Voice of the customer',
    client: 'shop',
    clientName: 'Shop',
    locale: 'fr-FR',
    timezone: 'Europe/Paris',
    fullRefresh: false,
    width: 4,
    window: october,
    asOf,
    nodes: [
      {
        kind: 'connector',
        id: 'surveys.responses',
        needs: [],
        retry: 'io',
        use: 'csv',
        version: '1.2.0',
        options: { path: 'inbox/2026-10.csv', encoding: 'utf-8', delimiter: ';', decimal: ',', date: 'iso' },
        source: 'surveys',
        stream: 'responses',
        mode: 'incremental',
        key: ['response_id'],
        cursor: null,
        where: { brand: { in: ['Shop'] } },
        map: {
          at: column('answered'),
          customer: null,
          comment: column('words'),
          channel: { from: 'channel', value: null, values: { tel: 'phone', 1: 'store' } },
          touchpoint: { from: null, value: 'checkout', values: null },
          language: null,
          questions: [
            { id: 'nps', kind: 'score', source: column('recommend'), scale: [0, 10], wording: null, prior: null },
            { id: 'csat', kind: 'score', source: column('satisfaction'), scale: [1, 5], wording: null, prior: null },
            {
              id: 'improve',
              kind: 'text',
              source: column('better'),
              scale: null,
              wording: 'What could we do better?',
              prior: 'negative',
            },
          ],
          attributes: { region: 'Région' },
        },
        cells: { decimal: ',', date: 'iso' },
        enrich,
        quarantine,
      },
      {
        kind: 'connector',
        id: 'tickets.tickets',
        needs: [],
        retry: 'io',
        use: 'desk',
        version: '1.2.0',
        options: { url: 'https://desk.example', auth: { bearer: `\${secret:DESK_TOKEN}` } },
        source: 'tickets',
        stream: 'tickets',
        mode: 'full',
        key: ['id'],
        cursor: 'updated_at',
        where: null,
        map: {
          at: column('created'),
          customer: null,
          comment: null,
          channel: null,
          touchpoint: null,
          language: null,
          questions: [],
          attributes: { region: 'region' },
        },
        cells: { decimal: '.', date: 'iso' },
        enrich,
        quarantine,
      },
      {
        kind: 'sentiment',
        id: 'tone',
        needs: connectors,
        retry: 'cpu',
        use: 'plain-sentiment',
        version: '1.2.0',
        options: { threshold: 0.5 },
        model: 'plain@3',
        languages: ['fr', 'en'],
        texts: ['comment', 'improve'],
        rank: 0,
      },
      {
        kind: 'segmentation',
        id: 'loyalty',
        needs: connectors,
        retry: 'db',
        use: 'rules-segment',
        version: '1.2.0',
        options: { name: 'loyalty', rules: [{ name: 'north', when: { region: { eq: 'Nord' } } }] },
      },
      {
        kind: 'kpi',
        id: 'kpis',
        needs: [...connectors, 'tone', 'loyalty'],
        retry: 'db',
        kpis: [
          // No figure below 5 answers is ever published, whatever min_n says; the option's own rule asks for 5 and more.
          {
            id: 'kpi.nps',
            use: 'nps',
            version: '1.2.0',
            options: { min_n: 5 },
            on: 'nps',
            by: ['segment.loyalty', 'channel'],
            minN: 5,
          },
          {
            id: 'kpi.csat',
            use: 'csat',
            version: '1.2.0',
            options: { scale: [1, 5], positive_from: 4, min_n: 30 },
            on: 'csat',
            by: [],
            minN: 30,
          },
          {
            id: 'kpi.net-sentiment.improve',
            use: 'net-sentiment',
            version: '1.2.0',
            options: { min_n: 30 },
            on: 'improve',
            by: [],
            minN: 30,
          },
        ],
      },
      {
        kind: 'report',
        id: 'report.monthly-cx',
        needs: ['kpis'],
        retry: 'render',
        use: 'monthly-cx',
        window: october,
        audience: 'executive',
        languages: ['fr'],
        title: null,
        theme: { ink: '#112233', accent: '#abcdef' },
        labels,
        deliver: [{ use: 'folder', version: '1.2.0', options: { path: 'out' } }],
      },
      {
        kind: 'report',
        id: 'report.monthly-cx.2',
        needs: ['kpis'],
        retry: 'render',
        use: 'monthly-cx',
        window: september,
        audience: 'board',
        languages: ['fr', 'en'],
        title: { fr: 'Voix', en: 'Voice' },
        theme: { ink: '#112233', accent: '#445566' },
        labels,
        deliver: [],
      },
    ],
  });
});

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

test('the month before an instant is the one of the pipeline’s zone, not of UTC', () => {
  // 31 October 23:30 Z is 1 November 00:30 in Paris: October is over there, and not yet in Lisbon (UTC in winter).
  const edge = '2026-10-31T23:30:00.000Z';
  expect(previousMonth(edge, 'Europe/Paris')).toEqual({
    from: '2026-09-30T22:00:00.000Z',
    to: '2026-10-31T23:00:00.000Z',
  });
  expect(previousMonth(edge, 'Europe/Lisbon')).toEqual({
    from: '2026-08-31T23:00:00.000Z',
    to: '2026-09-30T23:00:00.000Z',
  });
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
