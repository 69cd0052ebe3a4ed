import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, type Ended, scratch, verbatim } from './command-line.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The fenced blocks of a language, in order. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(match => match[1]!);
const named = (language: string, comment: string): string => blocks(language).find(block => block.includes(comment))!;

const rows = Array.from(
  { length: 40 },
  (_, index) => `R${index};${1 + (index % 28)}/10/2026;web;${index % 4 === 0 ? 5 : 9},0;très bien`,
);
const folder = scratch({
  'config/verbatim.yaml': 'project: acme\nplugins: [./plugins/promoter-share.ts]\n',
  'config/monthly.yaml': named('yaml', '# config/monthly.yaml').replace(
    '  - { use: net-sentiment }',
    '  - { use: net-sentiment }\n  - { use: promoter-share, on: nps, by: [channel] }',
  ),
  'plugins/promoter-share.ts': named('ts', '// plugins/promoter-share.ts'),
  'inbox/answers.csv': Buffer.from(
    `id_reponse;repondu_le;canal;note;verbatim\n${rows.map(row => row.replace(/;(\d)\//, ';0$1/')).join('\n')}\n`,
    'latin1',
  ),
});
const cwd = folder.path;
afterAll(folder.remove);

describe('the README', () => {
  const commands = named('sh', 'verbatim validate')
    .split('\n')
    .filter(line => line.startsWith('verbatim '));
  const ended = new Map<string, Ended>();

  beforeAll(async () => {
    for (const line of commands) {
      const args = line.replace(/#.*$/, '').trim().split(/\s+/).slice(1);
      ended.set(args[0]!, await verbatim(args, { cwd }));
    }
  });

  test('names commands that work, on its own pipeline with its own plugin', () => {
    expect(commands.length).toBeGreaterThanOrEqual(6);
    for (const [command, { code, stderr }] of ended)
      expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
  });

  test('shows a plugin whose figures come out: 30 of 40 answers are nines, so 75 %', () => {
    const { metrics } = documentOf<{ metrics: { kpi: string; cell: object; value: number; low: number }[] }>(
      ended.get('metrics')!,
    );
    const share = metrics.find(one => one.kpi === 'promoter-share');
    expect(share).toMatchObject({ cell: {}, value: 75 });
    // Wilson, 30 of 40: 59.81 %.
    expect(share!.low).toBeCloseTo(59.81, 1);
  });

  test('promises nothing without a test that is there', () => {
    const cited = [...readme.matchAll(/`(test\/[\w./*-]+)`/g)].map(match => match[1]!);
    expect(cited.length).toBeGreaterThan(5);
    expect(cited.filter(path => !existsSync(join(root, path.replace(/[^/]*\*$/, ''))))).toEqual([]);
  });

  test('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
      .map(match => match[1]!)
      .filter(link => !/^https?:/.test(link));
    expect(links.filter(link => !existsSync(join(root, link)))).toEqual([]);
  });
});
