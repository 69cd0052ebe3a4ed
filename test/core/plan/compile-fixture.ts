import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { compilePlan } from '../../../core/plan/compile.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { loadPipeline } from '../../../core/spec/pipeline.ts';
import { loadProject } from '../../../core/spec/project.ts';
import type { PipelineSpec } from '../../../core/spec/spec.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';

const registry = fakeRegistry();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const asOf = '2026-11-02T06:00:00.000Z';

/** A pipeline with something of everything; its secret is `canary-7f3a`. */
export const monthly = `pipeline: voice
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

/** Compiles the text of a pipeline, with the plugins of the tests. */
export async function compile(text: string, more: Partial<Parameters<typeof compilePlan>[0]> = {}): Promise<Plan> {
  return compilePlan({
    project: 'demo',
    spec: await specOf(text),
    registry,
    window: null,
    asOf,
    fullRefresh: false,
    sha256,
    ...more,
  });
}

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
