import { expect, test } from 'vitest';
import { createRegistry } from '../../../core/plugin/registry.ts';
import { loadProject } from '../../../core/spec/project.ts';
import { validateProject } from '../../../core/spec/validate.ts';
import { builtinPlugins } from '../../../plugins/builtin.ts';
import { projectOnDisk } from './project-on-disk.ts';

const sound = `pipeline: monthly
timezone: Europe/Paris
locale: fr-FR
sources:
  survey:
    use: csv
    with: { path: "inbox/*.csv", encoding: windows-1252, delimiter: ";", decimal: ",", date: dd/MM/yyyy }
    streams:
      answers:
        mode: incremental
        key: [id]
        where: { brand: { in: [Lumiere] } }
        map:
          at: repondu_le
          comment: verbatim
          channel: { from: canal, values: { tel: phone } }
          answers:
            nps: { from: note, scale: [0, 10] }
          attributes: [region]
quarantine: { stop_after: { rows: 500, rate: 2% } }
steps:
  - { id: language, use: language }
  - { id: privacy, use: redact-pii }
  - { id: tone, use: natural-sentiment, needs: [language, privacy] }
kpis:
  - { use: nps, by: [month, channel], with: { min_n: 30 } }
  - { use: net-sentiment }
report:
  - { use: monthly-cx, languages: [fr, en] }
schedule: { cron: "0 7 2 * *" }
`;

const diagnosticsOf = async (text: string) => {
  const project = await loadProject(await projectOnDisk({ 'config/monthly.yaml': text }), { variables: {} });
  const registry = createRegistry([...builtinPlugins]);
  return (await validateProject(project, { registry, templates: ['monthly-cx'] })).diagnostics;
};

test('the pipeline that the mistakes are made in has none', async () => {
  expect(await diagnosticsOf(sound)).toEqual([]);
});

/** What is written instead of what, with ¦ where the fault must be found, and the hint or a part of it. */
test.each([
  ['date: dd/MM/yyyy', 'date: ¦DD/MM/YYYY', 'VB1202', 'write dd/MM/yyyy'],
  ['date: dd/MM/yyyy', 'date: ¦jj/mm/aaaa', 'VB1202', 'write dd/MM/yyyy'],
  ['date: dd/MM/yyyy', 'date: ¦french', 'VB1202', 'such as dd/MM/yyyy HH:mm'],
  ['delimiter: ";"', 'delimiter: ¦";;"', 'VB1202', 'write one character'],
  ['delimiter: ";"', 'delimiter: ¦tab', 'VB1202', 'write "\\t"'],
  ['delimiter: ";"', "delimiter: ¦'\\t'", 'VB1202', 'write "\\t"'],
  ['decimal: ","', 'decimal: ¦comma', 'VB1202', 'did you mean ","?'],
  ['windows-1252', '¦latin1', 'VB1202', 'did you mean "iso-8859-1"?'],
  ['windows-1252', '¦cp1252', 'VB1202', 'did you mean "windows-1252"?'],
  ['windows-1252', '¦utf8', 'VB1202', 'did you mean "utf-8"?'],
  ['windows-1252', '¦ANSI', 'VB1202', 'did you mean "windows-1252"?'],
  ['date: dd/MM/yyyy', 'date: dd/MM/yyyy, quote: ¦";"', 'VB1202', 'write another sign'],
  ['path: "inbox/*.csv"', '¦file: "inbox/*.csv"', 'VB1201', 'did you mean "path"?'],
  ['with: { path: "inbox/*.csv", ', '¦path: "inbox/*.csv"\n    with: { ', 'VB1201', 'write it under with: { path: … }'],
  ['path: "inbox/*.csv"', 'path: $¦{env:INBOX}', 'VB1102', 'with quotes'],
  ['path: "inbox/*.csv"', `path: "¦\${INBOX}"`, 'VB1304', `write \${env:NAME}`],
  ['path: "inbox/*.csv"', `path: "¦\${var:inbox}"`, 'VB1301', 'add it under vars: { inbox: <value> }'],
  ['rate: 2%', 'rate: ¦2', 'VB1202', 'write 2%'],
  ['rate: 2%', 'rate: ¦two', 'VB1202', 'write a share as 2% or 0.02'],
  ['stop_after: { rows: 500, rate: 2% }', '¦rows: 500', 'VB1201', 'write it under stop_after:'],
  ['stop_after: { rows: 500, rate: 2% }', 'stop_after: ¦500', 'VB1202', 'write a map with: rows, rate'],
  ['quarantine: { stop_after: { rows: 500, rate: 2% } }', '¦stop_after: { rows: 5 }', 'VB1201', 'under quarantine:'],
  ['scale: [0, 10]', 'scale: ¦0-10', 'VB1202', 'write [0, 10]'],
  ['scale: [0, 10]', 'scale: ¦[0, 10, 20]', 'VB1202', 'write [<lowest>, <highest>]'],
  ['scale: [0, 10]', '¦scale: { min: 0, max: 10 }', 'VB1202', 'write [<lowest>, <highest>]'],
  ['{ from: note, scale', '{ from: note ¦scale', 'VB1102', 'write a comma before this key'],
  ['{ from: note, scale', '{ ¦column: note, scale', 'VB1201', 'did you mean "from"?'],
  ['min_n: 30', 'min_n: ¦-3', 'VB1202', 'write 5 or more'],
  ['min_n: 30', 'min_n: ¦many', 'VB1202', 'write a number'],
  ['with: { min_n: 30 }', '¦min_n: 30', 'VB1201', 'write it under with: { min_n: … }'],
  ['{ in: [Lumiere] }', '{ ¦equals: Lumiere }', 'VB1201', 'did you mean "eq"?'],
  ['{ in: [Lumiere] }', '{ ¦"=": Lumiere }', 'VB1201', 'did you mean "eq"?'],
  ['{ in: [Lumiere] }', '¦Lumiere', 'VB1202', 'write { eq: <value> }'],
  ['{ brand: { in: [Lumiere] } }', '¦brand = Lumiere', 'VB1202', 'write { <field>: { eq: <value> } }'],
  ['pipeline: monthly', 'pipeline: ¦pg_x', 'VB1211', 'write x'],
  ['pipeline: monthly', 'pipeline: ¦Monthly report', 'VB1211', 'write monthly_report'],
  ['timezone: Europe', '¦tz: Europe', 'VB1201', 'did you mean "timezone"?'],
  ['locale: fr-FR', 'locale: ¦fr_FR', 'VB1202', 'write fr-FR'],
  ['locale: fr-FR', 'locale: ¦french', 'VB1202', 'use a tag such as fr-FR'],
  ['locale: fr-FR', '¦locale:', 'VB1205', 'write one, or remove the key'],
  ['    use: csv', '    ¦type: csv', 'VB1201', 'did you mean "use"?'],
  ['sources:\n  survey:', '¦sources:\n  - survey:', 'VB1202', 'write a map'],
  ['    streams:\n      answers:', '    ¦answers:', 'VB1201', 'write it under streams:'],
  ['key: [id]', '¦primary_key: id', 'VB1201', 'did you mean "key"?'],
  ['key: [id]', 'key: [id]\n        min_rows: ¦-1', 'VB1202', 'write 0 or more'],
  ['at: repondu_le', '¦date: repondu_le', 'VB1201', 'did you mean "at"?'],
  ['at: repondu_le', 'at: ¦[repondu_le]', 'VB1202', 'write it without brackets: repondu_le'],
  ['  - { id: language, use', '  - { ¦use', 'VB1205', 'add id:'],
  ['  - { id: language, use', '  - { id: ¦Language, use', 'VB1211', 'write language'],
  ['{ id: privacy, use: redact-pii }', '¦- { id: privacy, use: redact-pii }', 'VB1202', 'remove one "- "'],
  ['needs: [language, privacy]', '¦depends_on: [language, privacy]', 'VB1201', 'did you mean "needs"?'],
  [
    '{ id: language, use: language }',
    '{ id: language, use: language, needs: [¦tone] }',
    'VB1207',
    'remove one of these',
  ],
  ['{ use: net-sentiment }', '¦net-sentiment', 'VB1202', 'write { use: net-sentiment }'],
  ['{ use: nps, by: [month, channel]', '{ ¦nps, by: [month]', 'VB1201', 'write use: nps'],
  ['[month, channel]', '[month, ¦segment.loyalty]', 'VB1212', 'add a segmentation step'],
  ['[month, channel]', '[month, ¦attribute.shop_size]', 'VB1212', 'add shop_size to attributes: of a stream'],
  ['kpis:', '¦kpi:', 'VB1201', 'did you mean "kpis"?'],
  ['languages: [fr, en]', 'languages: [¦french]', 'VB1202', 'did you mean "fr"?'],
  ['languages: [fr, en]', 'window: ¦last-month', 'VB1202', 'write previous-month or a month as 2026-10'],
  ['report:\n  - {', '¦report:\n   {', 'VB1202', 'begin each entry with "- "'],
  ['{ cron: "0 7 2 * *" }', '¦"0 7 2 * *"', 'VB1202', 'write { cron: "0 7 2 * *" }'],
  ['cron: "0 7 2 * *"', 'cron: "0 7 2 * *", jitter: ¦10', 'VB1202', 'write a duration as 90s, 10m or 2h'],
  ['schedule:', 'theme: ¦{ ink: #112233 }\nschedule:', 'VB1102', 'put it in quotes, "#112233"'],
  ['        key: [id]', '       ¦key: [id]', 'VB1102', 'align the line'],
] as const)('for %j somebody writes %j: %s at the ¦, and nothing else', async (right, wrong, code, hint) => {
  expect(sound.split(right)).toHaveLength(2);
  const [before, ...after] = sound.replace(right, () => wrong).split('¦') as [string, string];
  const lines = before.split('\n');
  const found = await diagnosticsOf(before + after.join('¦'));
  expect(found.map(one => [one.line, one.column, one.code])).toEqual([[lines.length, lines.at(-1)!.length + 1, code]]);
  expect(found[0]!.hint).toContain(hint);
});

test('a reserved beginning of a name is told as such, not as a wrong letter', async () => {
  const [found] = await diagnosticsOf(sound.replace('pipeline: monthly', 'pipeline: verbatim-monthly'));
  expect(found).toMatchObject({
    code: 'VB1211',
    message: '"verbatim-monthly" begins with "verbatim-", which is reserved',
  });
});

test('of two steps with one id only that is told, not that nobody has the other name', async () => {
  const found = await diagnosticsOf(sound.replace('id: language', 'id: privacy'));
  expect(found.map(one => one.code)).toEqual(['VB1101']);
});
