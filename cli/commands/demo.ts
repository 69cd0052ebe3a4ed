import { join, relative } from 'node:path';
import { reportsOf } from '../../core/run/summary.ts';
import type { Command } from '../command.ts';
import { packageInfo } from '../package-info.ts';
import { workspaceAt } from '../workspace.ts';
import { runIn } from './run.ts';

/** The month that the shipped data ends with, and the day after it, so that the demo is the same every day. */
const demoWindow = '2026-10';
const demoAsOf = '2026-11-02T06:00:00Z';

/**
 * Runs the shipped demo in the current folder: its state goes to `.verbatim/`, its reports to `out/`.
 * The last line of the text form is the path of the French PDF.
 */
export const demo: Command = async ({ global, terminal }) => {
  const home = global.cwd;
  const workspace = await workspaceAt(packageInfo().root, home, global);
  terminal.note('Maison Lumière, a fictional furniture retailer: 14 months of survey answers, report for October 2026');
  const { exitCode, record } = await runIn(workspace, terminal, 'monthly', {
    client: 'lumiere',
    window: demoWindow,
    asOf: demoAsOf,
  });
  const french = reportsOf(record).find(report => report.language === 'fr');
  if (french) terminal.line(relative(process.cwd(), join(workspace.outRoot, french.path)));
  return exitCode;
};
