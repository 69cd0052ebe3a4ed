import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files into a fresh folder that is removed after the test; returns the folder. */
export async function projectOnDisk(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'verbatim-spec-')));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [file, text] of Object.entries({ 'config/verbatim.yaml': 'project: demo\n', ...files })) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

/** A pipeline without faults; `top` is put before it. */
export const soundPipeline = (id: string, top = ''): string => `pipeline: ${id}
${top}sources:
  surveys:
    use: csv
    with: { path: "inbox/*.csv" }
    streams:
      responses: { key: [id], map: { at: t, answers: { nps: n } } }
kpis:
  - { use: nps, by: [month] }
`;
