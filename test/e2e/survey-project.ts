/** A small project as a consultancy writes it: an industry template, one client, one French export. */

const header = 'id;repondu_le;client;canal;note;avis';

/**
 * Forty answers of October 2026, in windows-1252 with `;`: 24 promoters, 8 passives, 8 detractors, so NPS 40. One comment has a
 * line break, one an e-mail address; after them a row that is too short, a score of 11, and the first answer once more.
 */
export function surveyCsv(): Buffer {
  const scores = [...Array<number>(24).fill(9), ...Array<number>(8).fill(7), ...Array<number>(8).fill(3)];
  const rows = scores.map((score, index) => {
    const number = index + 1;
    const comment =
      number === 1
        ? '"Très bien,\r\nmerci"'
        : number === 2
          ? 'écrire à a.durand@example.fr'
          : number > 32
            ? 'livraison en retard'
            : '';
    return `R${number};${String(1 + (index % 28)).padStart(2, '0')}/10/2026;C${number};${index % 2 === 0 ? 'web' : 'mag'};${score},0;${comment}`;
  });
  const faulty = ['R41;02/10/2026;C41;web', 'R42;03/10/2026;C42;web;11,0;'];
  return Buffer.from(`${[header, ...rows, ...faulty, rows[0]!].join('\r\n')}\r\n`, 'latin1');
}

/** The command that runs its October on the 2nd of November and prints one JSON document. */
export const runOctober: readonly string[] =
  'run monthly --client acme --window 2026-10 --as-of 2026-11-02T06:00:00Z -o json'.split(' ');

/** The files of the project, by path. */
export const surveyProject: Readonly<Record<string, string | Uint8Array>> = {
  'config/verbatim.yaml': 'project: cabinet\n',
  'config/templates/survey.yaml': `locale: fr-FR
timezone: Europe/Paris
sources:
  survey:
    use: csv
    with: { path: inbox/*.csv, encoding: windows-1252, delimiter: ";", decimal: ",", date: dd/MM/yyyy }
    streams:
      answers:
        feeds: feedback
        mode: incremental
        key: [id]
        map:
          at: repondu_le
          customer: client
          comment: avis
          channel: { from: canal, values: { mag: store } }
          answers: { nps: { from: note, scale: [0, 10] } }
quarantine: { stop_after: { rows: 5 } }
steps:
  - { id: language, use: language }
  - { id: privacy, use: redact-pii }
  - { id: tone, use: natural-sentiment, needs: [language, privacy] }
kpis:
  - { use: nps, by: [month, channel] }
  - { use: net-sentiment }
  - { use: volume }
report:
  - { use: monthly-cx, window: previous-month, languages: [fr, en] }
`,
  'config/clients/acme/monthly.yaml': 'pipeline: monthly\nclient: acme\nextends: ../../templates/survey.yaml\n',
  'inbox/answers.csv': surveyCsv(),
};
