import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { surveySource } from '../test/survey-source.ts';
import { median } from './median.ts';
import type { Found } from './run.ts';

const entry = resolve(import.meta.dirname, '../dist/cli/verbatim.js');
const runs = 7;

/** A pipeline of 60 steps: scorers and segment schemes, with a KPI that uses each scheme. */
function bigPipeline(): string {
  const schemes = Array.from({ length: 57 }, (_, index) => `s${index}`);
  return `pipeline: big
locale: fr-FR
timezone: Europe/Paris
${surveySource({}, ['tier'])}
steps:
  - { id: language, use: language }
  - { id: privacy, use: redact-pii }
  - { id: tone, use: natural-sentiment, needs: [language, privacy] }
${schemes.map(name => `  - { id: ${name}, use: rules-segment, with: { name: ${name}, rules: [{ name: gold, when: { tier: { eq: gold } } }], otherwise: other } }`).join('\n')}
kpis:
  - { use: nps, by: [month, ${schemes.map(name => `segment.${name}`).join(', ')}] }
  - { use: net-sentiment }
`;
}

function medianMs(args: readonly string[], cwd: string, program = process.execPath): number {
  const times = Array.from({ length: runs + 1 }, () => {
    const startedAt = performance.now();
    const ended = spawnSync(program, args, { cwd, encoding: 'utf8' });
    if (ended.status !== 0) throw new Error(`${args.join(' ')} exited ${ended.status}: ${ended.stdout}${ended.stderr}`);
    return performance.now() - startedAt;
  });
  return median(times.slice(1));
}

/**
 * From start to exit: `verbatim validate` of a 60-step pipeline and `verbatim --help`, against Node starting and doing
 * nothing. `ours` and `peer` are milliseconds; the ratio is Node's time to ours.
 */
export async function bench(): Promise<Found> {
  const cwd = mkdtempSync(join(tmpdir(), 'verbatim-bench-'));
  try {
    mkdirSync(join(cwd, 'config'));
    writeFileSync(join(cwd, 'config/verbatim.yaml'), 'project: bench\n');
    writeFileSync(join(cwd, 'config/big.yaml'), bigPipeline());
    const nothing = medianMs(['-e', ''], cwd);
    const help = medianMs([entry, '--help'], cwd);
    const validate = medianMs([entry, 'validate'], cwd);
    process.stderr.write(
      `node doing nothing ${nothing.toFixed(0)} ms · --help ${help.toFixed(0)} ms · validate of 60 steps ${validate.toFixed(0)} ms (medians of ${runs})\n`,
    );
    return {
      bench: 'cli',
      ours: Math.round(validate),
      peer: Math.round(nothing),
      ratio: nothing / validate,
      unit: 'ms',
    };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
