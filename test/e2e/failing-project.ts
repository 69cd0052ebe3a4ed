import { surveyHeader, surveySource } from '../survey-source.ts';

/** The secret that the project's plugins get. */
export const token = 'canary+7f3a/q9';
/** What a customer wrote. */
const comment = 'Colis abîmé, rappelez Odile';

/** Every form in which a run that fails could tell one of them. */
export const canaries: readonly string[] = [
  ...[
    token,
    encodeURIComponent(token),
    Buffer.from(token).toString('base64'),
    Buffer.from(token).toString('base64url'),
  ],
  ...[comment, encodeURIComponent(comment), Buffer.from(comment).toString('base64'), 'Odile'],
];

const options = 'options: z.strictObject({ token: secret().describe("Key of the service.") })';
const meta = "version: '1.0.0', title: 'Failing', stability: 'experimental', examples: []";
const imports =
  "import { z } from 'zod';\nimport { defineSentiment, defineSink, secret, VerbatimError } from 'verbatim-cx/sdk';\n";

/** Throws an error of its own, on its sixth line, with the text and the secret in every form. */
const tone = `${imports}
export const tone = defineSentiment({ id: 'tone', ${meta}, ${options},
  model: { id: 'tone', revision: '1', languages: ['fr', 'en'] },
  open: async ({ options: { token }, log }) => (log('asks with ' + token, { key: btoa(token) }), items => {
    throw new RangeError(\`cannot score "\${items[0].text}" with \${token}, \${encodeURIComponent(token)}, \${btoa(token)}\`);
  }),
});
`;

/** Fails as one that may pass, and tells its secret in words of the catalogue. */
const post = `${imports}
export const post = defineSink({ id: 'post', ${meta}, ${options},
  deliver: async ({ options: { token } }) => {
    throw new VerbatimError('VB4002', 'refused ' + token, { hint: 'not ' + btoa(token), at: { file: 'https://post/' + encodeURIComponent(token) } });
  },
});
`;

const row = (id: string, score: number, text = comment): string => `${id};2026-10-05;C${id};web;${score};${text}\n`;

/** Four answers, then ten of which no scale knows the score. */
const scores = [...Array<number>(4).fill(9), ...Array<number>(10).fill(11)];

const pipeline = (inbox: string, rest: string): string => `pipeline: ${inbox}
locale: fr-FR
timezone: Europe/Paris
${surveySource({ path: `inbox/${inbox}/*.csv`, delimiter: ';', decimal: ',', date: 'yyyy-MM-dd' })}
steps:
  - { id: language, use: language }
${rest}`;
const kpis = 'kpis:\n  - { use: nps }\n';
const secretive = (use: string): string => `use: ${use}, with: { token: "\${secret:POST_TOKEN}" }`;

/** Pipelines that fail: while they read (`files`, `refused`), score (`tone`) and deliver (`post`). */
export const failingProject: Readonly<Record<string, string | Uint8Array>> = {
  'config/verbatim.yaml': 'project: failing\nplugins: [./plugins/tone.ts, ./plugins/post.ts]\n',
  'plugins/tone.ts': tone,
  'plugins/post.ts': post,
  'config/files.yaml': pipeline('files', kpis),
  'config/refused.yaml': pipeline('refused', `${kpis}quarantine: { stop_after: { rows: 5 } }\n`),
  'config/tone.yaml': pipeline(
    'tone',
    `  - { id: feel, ${secretive('tone')}, needs: [language] }\nkpis:\n  - { use: net-sentiment }\n`,
  ),
  'config/post.yaml': pipeline(
    'post',
    `${kpis}report:\n  - { use: monthly-cx, window: previous-month, deliver: [{ ${secretive('post')} }] }\n`,
  ),
  'inbox/files/a.csv': surveyHeader(';') + row('R1', 9),
  // The second line has a byte that UTF-8 does not know.
  'inbox/files/b.csv': Buffer.from(surveyHeader(';') + row('R2', 9, 'tres de\xe7u'), 'latin1'),
  'inbox/refused/a.csv': surveyHeader(';') + scores.map((score, index) => row(`R${index}`, score)).join(''),
  'inbox/tone/a.csv': surveyHeader(';') + row('R1', 9),
  'inbox/post/a.csv': surveyHeader(';') + row('R1', 9),
};

/** The command that runs the October of one of them and prints one JSON document. */
export const octoberOf = (pipeline: string): readonly string[] =>
  `run ${pipeline} --window 2026-10 --as-of 2026-11-02T06:00:00Z -o json`.split(' ');
