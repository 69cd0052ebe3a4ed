import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPipeline } from '../../../core/spec/find-pipeline.ts';
import { findProjectRoot, listPipelines, loadProject } from '../../../core/spec/project.ts';
import { validateProject } from '../../../core/spec/validate.ts';
import { fakeRegistry } from '../../fixtures/fake-plugins.ts';
import { projectOnDisk, soundPipeline } from './project-on-disk.ts';

const several = {
  'config/monthly.yaml': soundPipeline('monthly', 'client: house\n'),
  'config/clients/acme/monthly.yaml': 'pipeline: monthly\nextends: ../../templates/base.yaml\n',
  'config/clients/zeta/weekly.yaml': soundPipeline('weekly'),
  'config/templates/base.yaml': soundPipeline('base', 'client: acme\n'),
  'config/taxonomies/retail.yaml': 'topics: [a, b]\n',
  'config/.hidden/x.yaml': soundPipeline('hidden'),
};
const load = async (files: Readonly<Record<string, string>>) =>
  loadProject(await projectOnDisk(files), { variables: {} });

test('the nearest folder upwards with config/verbatim.yaml is the project', async () => {
  const root = await projectOnDisk({ 'inner/config/verbatim.yaml': 'project: inner\n', 'inner/deep/x.txt': '' });
  expect(await findProjectRoot(join(root, 'inner/deep'))).toBe(join(root, 'inner'));
  expect(await findProjectRoot(join(root, 'config'))).toBe(root);
  await expect(findProjectRoot('/')).rejects.toMatchObject({ code: 'VB1403' });
  await expect(findProjectRoot(join(root, 'none'))).rejects.toMatchObject({
    code: 'VB1403',
    message: `there is no folder ${join(root, 'none')}`,
  });
});

test('a pipeline is any YAML under config with an id, but no template; its client may be inherited', async () => {
  expect(await listPipelines(await load(several))).toEqual([
    { file: 'config/clients/acme/monthly.yaml', id: 'monthly', client: 'acme' },
    { file: 'config/clients/zeta/weekly.yaml', id: 'weekly', client: null },
    { file: 'config/monthly.yaml', id: 'monthly', client: 'house' },
  ]);
});

test('a pipeline is found by its id, and by its client where several have the id', async () => {
  const project = await load(several);
  expect(await findPipeline(project, 'weekly', null)).toMatchObject({ file: 'config/clients/zeta/weekly.yaml' });
  expect(await findPipeline(project, 'monthly', 'acme')).toMatchObject({ file: 'config/clients/acme/monthly.yaml' });
  await expect(findPipeline(project, 'monthly', null)).rejects.toMatchObject({
    code: 'VB1406',
    hint: 'choose one with --client: acme, house',
  });
  await expect(findPipeline(project, 'montly', null)).rejects.toMatchObject({
    code: 'VB1405',
    hint: 'did you mean "monthly"? (known: monthly, weekly)',
  });
  await expect(findPipeline(project, 'monthly', 'acne')).rejects.toMatchObject({
    code: 'VB1405',
    hint: 'did you mean "acme"? (known: acme, house)',
  });
});

test('an environment that the project does not have is refused, one with a .env file of its own is not', async () => {
  const root = await projectOnDisk({
    'config/verbatim.yaml': 'project: demo\nenvironments: { prod: {} }\n',
    '.env.staging': 'A=1\n',
  });
  await expect(loadProject(root, { variables: {}, environment: 'prdo' })).rejects.toMatchObject({
    code: 'VB1002',
    hint: 'did you mean "prod"? (known: prod)',
  });
  expect((await loadProject(root, { variables: {}, environment: 'prod' })).environment.name).toBe('prod');
  expect((await loadProject(root, { variables: {}, environment: 'staging' })).environment.find('A')?.value).toBe('1');
});

test('validate looks at every file, or at those that are named and what they extend', async () => {
  const project = await load({
    ...several,
    'config/broken.yaml': 'a: [\n',
    'config/templates/lonely.yaml': 'kpis:\n  - { use: npss }\n',
  });
  const options = { registry: fakeRegistry(), templates: null };
  const all = await validateProject(project, options);
  expect(all.diagnostics.map(one => `${one.file} ${one.code}`)).toEqual([
    'config/broken.yaml VB1102',
    'config/templates/lonely.yaml VB1203',
  ]);
  expect(all.files).toHaveLength(8);
  const one = await validateProject(project, { ...options, files: ['config/clients/acme/monthly.yaml'] });
  expect(one.diagnostics).toEqual([]);
  expect(one.files).toEqual(['config/clients/acme/monthly.yaml', 'config/templates/base.yaml']);
  await expect(validateProject(project, { ...options, files: ['config/monthy.yaml'] })).rejects.toMatchObject({
    code: 'VB1401',
    hint: 'did you mean "config/monthly.yaml"?',
  });
});

test('a template that nobody extends is checked for what it says, not for what it leaves open', async () => {
  const files = {
    'config/templates/half.yaml':
      'kpis:\n  - { use: nps, by: [attribute.region], wth: {} }\nsteps:\n  - { id: a, needs: [b] }\n',
  };
  const { diagnostics } = await validateProject(await load(files), { registry: fakeRegistry(), templates: null });
  expect(diagnostics.map(one => `${one.line}:${one.column} ${one.code}`)).toEqual(['2:41 VB1201']);
});
