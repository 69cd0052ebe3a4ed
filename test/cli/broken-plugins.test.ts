import { afterAll, describe, expect, test } from 'vitest';
import { InvalidFiles } from '../../cli/invalid-files.ts';
import { assertSound, diagnose, openPipeline } from '../../cli/pipeline.ts';
import { openWorkspace } from '../../cli/workspace.ts';
import { soundPipeline } from '../core/spec/project-on-disk.ts';
import { scratch } from '../e2e/command-line.ts';

const sink = (id: string): string => `
import { defineSink } from 'verbatim-cx/sdk';
import { z } from 'zod';
export const plugin = defineSink({
  id: '${id}', version: '1.0.0', title: 'Posts', stability: 'beta', examples: [],
  options: z.strictObject({}), deliver: async () => [],
});
`;
const folder = scratch({
  'config/verbatim.yaml': 'project: cabinet\nplugins:\n  - ./plugins/none.ts\n  - ./plugins/folder.ts\n',
  'config/monthly.yaml': soundPipeline('monthly').replace('use: nps, by: [month]', 'use: nsp'),
  'plugins/folder.ts': sink('folder'),
});
const workspace = await openWorkspace({ cwd: folder.path });
afterAll(folder.remove);

const places = [
  'config/monthly.yaml:9:12 VB1203',
  'config/verbatim.yaml:3:5 VB3001',
  'config/verbatim.yaml:4:5 VB3005',
];

describe('a project that lists a plugin that is missing and one whose id is taken', () => {
  test('is told each at its line, beside the mistakes of its pipelines', async () => {
    const { diagnostics } = await diagnose(workspace, []);
    expect(diagnostics.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)).toEqual(places);
    // "./plugins/none.ts" has 17 characters from column 5 on.
    expect(diagnostics[1]).toMatchObject({ endLine: 3, endColumn: 22 });
  });

  test('is told so too when one file is looked at', async () => {
    const { diagnostics } = await diagnose(workspace, ['config/monthly.yaml']);
    expect(diagnostics).toHaveLength(3);
  });

  test('is not run, and says all of it with the lines around', async () => {
    const thrown = await openPipeline(workspace, 'monthly', null).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(InvalidFiles);
    const { printed } = thrown as InvalidFiles;
    expect(printed).toHaveLength(3);
    expect(printed[1]).toContain('    3 |   - ./plugins/none.ts\n');
  });

  test('stops what needs every plugin, with what is wrong with them', async () => {
    await expect(assertSound(workspace)).rejects.toMatchObject({
      diagnostics: [{ code: 'VB3001' }, { code: 'VB3005' }],
    });
  });
});
