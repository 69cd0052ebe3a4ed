import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../test/faults/random.ts';
import { surveyHeader, surveySource } from '../test/survey-source.ts';
import { commentWords } from './comment-words.ts';

const channels = ['web', 'store', 'phone'];
const rowsOfPiece = 5_000;

/** A project with one pipeline of survey answers of October 2026: load, language, redaction, tone, KPIs, report. */
export interface Size {
  readonly rows: number;
  /** Every so manieth answer has a comment. */
  readonly commentEvery: number;
  readonly report: boolean;
}

/** Writes the project and its answers into a folder. */
export async function writeProject(folder: string, { rows, commentEvery, report }: Size): Promise<void> {
  mkdirSync(join(folder, 'config'), { recursive: true });
  mkdirSync(join(folder, 'inbox'), { recursive: true });
  writeFileSync(join(folder, 'config/verbatim.yaml'), 'project: bench\n');
  writeFileSync(join(folder, 'config/monthly.yaml'), pipeline(report));
  const file = createWriteStream(join(folder, 'inbox/answers.csv'));
  file.write(surveyHeader(','));
  const random = createRandom(20_261_101);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  for (let row = 0; row < rows; ) {
    let piece = '';
    for (const end = Math.min(rows, row + rowsOfPiece); row < end; row += 1) {
      const day = String(1 + (row % 31)).padStart(2, '0');
      const comment = row % commentEvery === 0 ? Array.from({ length: 14 }, () => pick(commentWords)).join(' ') : '';
      piece += `R${row},2026-10-${day},C${row % 400_000},${pick(channels)},${Math.floor(random() * 11)},${comment}\n`;
    }
    if (!file.write(piece)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

const pipeline = (report: boolean): string => `pipeline: monthly
locale: fr-FR
timezone: Europe/Paris
${surveySource({})}
steps:
  - { id: language, use: language }
  - { id: privacy, use: redact-pii }
  - { id: tone, use: natural-sentiment, needs: [language, privacy] }
kpis:
  - { use: nps, by: [month, channel] }
  - { use: net-sentiment }
${report ? 'report:\n  - { use: monthly-cx, languages: [fr] }\n' : ''}`;
