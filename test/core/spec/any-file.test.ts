import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catalogue } from '../../../core/errors.ts';
import { renderExcerpt } from '../../../core/spec/excerpt.ts';
import { explain } from '../../../core/spec/explain.ts';
import { loadPipeline } from '../../../core/spec/pipeline.ts';
import { loadProject } from '../../../core/spec/project.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';
import { projectOnDisk } from './project-on-disk.ts';

const sound = `pipeline: monthly
client: shop
timezone: Europe/Paris
vars: { inbox: data }
sources:
  surveys:
    use: csv
    with: { path: "\${var:inbox}/*.csv", delimiter: ";", decimal: "," }
    streams:
      responses:
        mode: incremental
        key: [response_id]
        where: { any: [{ brand: { in: [A, B] } }, { not: { brand: { is: null } } }] }
        map:
          at: answered
          comment: words
          channel: { from: channel, values: { tel: phone } }
          answers:
            nps: { from: recommend, scale: [0, 10] }
            improve: { from: better, text: "What could we do better?", prior: negative }
          attributes: [region]
  desk:
    use: desk
    with: { url: "https://desk.example", auth: { bearer: "\${secret:TOKEN}" } }
    streams: { tickets: { map: { at: created } } }
quarantine: { stop_after: { rows: 500, rate: 2% } }
steps:
  - { id: language, use: language }
  - { id: tone, use: plain-sentiment, needs: [language] }
  - { id: loyalty, use: rules-segment, with: { name: loyalty, rules: [{ name: n, when: { region: { eq: N } } }] } }
kpis:
  - { use: nps, by: [month, segment.loyalty, attribute.region], with: { min_n: 40 } }
  - { use: net-sentiment, on: improve }
labels: { channel: { phone: { fr: Téléphone, en: Phone } } }
report:
  - { use: monthly-cx, languages: [fr, en], deliver: [{ use: folder, with: { path: out } }] }
schedule: { cron: "0 7 2 * *", catch_up: latest }
`;

const lines = sound.split('\n').length;
const at = fc.nat({ max: sound.length - 1 });
const junk = fc.constantFrom(
  '',
  ' ',
  '\t',
  '\n',
  ':',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '#',
  '&a',
  '*a',
  '- ',
  '${',
  '}',
  '!!x',
  '|',
  '>',
  '%',
  '\u0000',
  '\uD83D',
  'é',
  'null',
  '1e999',
  '__proto__',
  '~',
);
const character = fc.record({ at, length: fc.nat({ max: 3 }), text: junk });
const line = fc.record({
  from: fc.nat({ max: lines - 1 }),
  to: fc.nat({ max: lines - 1 }),
  shift: fc.integer({ min: -4, max: 4 }),
});

function withCharacters(text: string, edits: readonly { at: number; length: number; text: string }[]): string {
  return edits.reduce(
    (result, edit) => result.slice(0, edit.at) + edit.text + result.slice(edit.at + edit.length),
    text,
  );
}

/** Copies a line to another place with another indentation. */
function withLines(text: string, edits: readonly { from: number; to: number; shift: number }[]): string {
  const all = text.split('\n');
  for (const { from, to, shift } of edits) {
    const copied = all[from] ?? '';
    all.splice(to, 0, shift < 0 ? copied.replace(new RegExp(`^ {0,${-shift}}`), '') : ' '.repeat(shift) + copied);
  }
  return all.join('\n');
}

test('the pipeline that the edits start from has no fault', async () => {
  const root = await projectOnDisk({ 'config/p.yaml': sound });
  const project = await loadProject(root, { variables: { TOKEN: 'canary' } });
  expect(
    (await loadPipeline(project, 'config/p.yaml', { registry: fakeRegistry(), templates: ['monthly-cx'] })).diagnostics,
  ).toEqual([]);
});

test('whatever stands in a file is told, never thrown: each fault lies inside a file and can be shown', async () => {
  const root = await projectOnDisk({});
  const registry = fakeRegistry();
  const edited = fc
    .tuple(fc.array(line, { maxLength: 3 }), fc.array(character, { maxLength: 3 }))
    .map(([moved, typed]) => withCharacters(withLines(sound, moved), typed));
  await fc.assert(
    fc.asyncProperty(edited, async text => {
      await mkdir(dirname(join(root, 'config/p.yaml')), { recursive: true });
      await writeFile(join(root, 'config/p.yaml'), text);
      const project = await loadProject(root, { variables: { TOKEN: 'canary' } });
      const { diagnostics, spec, tree } = await loadPipeline(project, 'config/p.yaml', {
        registry,
        templates: ['monthly-cx'],
      });
      const read = text.replace(/\uD83D(?![\uDC00-\uDFFF])/g, '\uFFFD').split('\n');
      for (const one of diagnostics) {
        expect(Object.keys(catalogue)).toContain(one.code);
        expect(one.code).not.toBe('VB9001');
        expect(one.line).toBeGreaterThanOrEqual(1);
        expect(one.line).toBeLessThanOrEqual(read.length);
        expect(one.column).toBeGreaterThanOrEqual(1);
        expect(one.column).toBeLessThanOrEqual((read[one.line - 1]?.length ?? 0) + 1);
        expect(one.endLine > one.line || one.endColumn > one.column).toBe(true);
        expect(renderExcerpt(one, text, diagnostics)).toContain(one.code);
      }
      expect(spec === null).toBe(diagnostics.some(one => one.severity === 'error'));
      if (tree) expect(JSON.stringify(explain(tree, '', diagnostics))).not.toContain('canary');
    }),
    { numRuns: 300 },
  );
}, 60_000);
