import { surveyHeader, surveySource } from '../survey-source.ts';
import { createRandom } from './random.ts';

const phrases = [
  'Livraison rapide et soignée, merci',
  'Le colis est arrivé abîmé et le service client ne répond pas',
  'Great service, I love this shop',
  'Terrible experience, the parcel was late and broken',
  'Correct, rien à signaler',
  'The staff was friendly but the queue was far too long',
  'Prix trop élevés pour une qualité décevante',
  'Very easy to order and the price was fair',
] as const;

/**
 * An export of October 2026: every 400th row has a score that no scale knows, every 211th repeats an earlier key with
 * another comment, and every 97th comment has an e-mail address in it.
 *
 * @param rows - data rows, without the header
 */
function surveyCsv(rows: number, seed = 7): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, (_, index) => {
    const key = index > 500 && index % 211 === 0 ? index - 500 : index;
    const day = String(1 + Math.floor(random() * 31)).padStart(2, '0');
    const score = index % 400 === 399 ? 11 : Math.floor(random() * 11);
    const address = index % 97 === 0 ? `, write to guest${index}@example.com` : '';
    const comment = `"${phrases[Math.floor(random() * phrases.length)]}${address} (${index})"`;
    return `R${key};2026-10-${day};C${index % 3_000};${random() < 0.5 ? 'web' : 'store'};${score};${comment}`;
  });
  return `${surveyHeader(';')}${lines.join('\n')}\n`;
}

const template = (report: boolean): string => `locale: en-GB
timezone: Europe/Paris
${surveySource({ delimiter: ';', decimal: '.', date: 'yyyy-MM-dd' })}
quarantine: { stop_after: { rows: 5000 } }
steps:
  - { id: language, use: language }
  - { id: privacy, use: redact-pii }
  - { id: tone-fr, use: natural-sentiment, needs: [language, privacy] }
  - { id: tone-en, use: ml-sentiment, needs: [language, privacy] }
kpis:
  - { use: nps, by: [month, channel] }
  - { use: net-sentiment, by: [month, channel] }
  - { use: volume }
${report ? 'report:\n  - { use: monthly-cx, window: previous-month, languages: [en] }\n' : ''}`;

interface ProjectShape {
  /** Ids of pipelines; all of them read the same export. */
  readonly pipelines: readonly string[];
  readonly rows: number;
  /** With a report in English; none when left out. */
  readonly report?: boolean;
}

/** The files of a project with pipelines that are alike but for their names, so that one is the measure of the others. */
export function faultProject({ pipelines, rows, report = false }: ProjectShape): Readonly<Record<string, string>> {
  const files = pipelines.map(id => [`config/${id}.yaml`, `pipeline: ${id}\nextends: templates/survey.yaml\n`]);
  return {
    'config/verbatim.yaml': 'project: faults\n',
    'config/templates/survey.yaml': template(report),
    'inbox/answers.csv': surveyCsv(rows),
    ...Object.fromEntries(files),
  };
}
