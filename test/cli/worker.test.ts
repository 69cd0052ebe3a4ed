import { afterAll, expect, test, vi } from 'vitest';
import { worker } from '../../cli/commands/worker.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { scratch } from '../e2e/command-line.ts';
import { surveyProject } from '../e2e/survey-project.ts';

const folder = scratch(surveyProject);
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

test('a worker that runs from sources says that the workflows are to be built: nobody has to report a bug', async () => {
  // Never asked: the look at the workflows comes first.
  vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1:1/none');
  const terminal = createTerminal({ format: 'text', quiet: true, debug: false });
  const starting = worker({ global: { cwd: folder.path }, terminal, options: {}, args: [] });
  await expect(starting).rejects.toMatchObject({
    ...{ code: 'VB6017', class: 'environment' },
    hint: expect.stringContaining('npm run build'),
  });
});
