import iconv from 'iconv-lite';
import { describe, expect, test, vi } from 'vitest';
import { createMapper } from '../../../../core/map/mapper.ts';
import type { Feedback, Reject } from '../../../../core/model/feedback.ts';
import type { FieldSource } from '../../../../core/plan/plan.ts';
import { readCsv, temporaryFolders, writeFiles } from './read-csv.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolders();
const records = 25_000;
const from = (column: string): FieldSource => ({ from: column, value: null, values: null });

const goodRecord = (id: number): string =>
  `${id};${String(1 + (id % 28)).padStart(2, '0')}/10/2026;${1 + (id % 5)},0;"Réponse ${id} ; l’accueil,\r\nc’était ""parfait"""`;

/** An export as French tools write it, with one record in the middle replaced. */
async function load(replacement: string) {
  const root = folder();
  const lines = Array.from({ length: records }, (_, id) => (id === 12_500 ? replacement : goodRecord(id)));
  const text = `id;repondu_le;note;verbatim\r\n${lines.join('\r\n')}\r\n`;
  await writeFiles(root, { 'export.csv': iconv.encode(text, 'windows-1252') });
  const options = { path: 'export.csv', encoding: 'windows-1252', delimiter: ';', decimal: ',', date: 'dd/MM/yyyy' };
  const read = await readCsv(root, options, { columns: ['id', 'repondu_le', 'note', 'verbatim'] });
  const mapper = createMapper({
    map: {
      at: from('repondu_le'),
      customer: null,
      comment: from('verbatim'),
      channel: null,
      touchpoint: null,
      language: null,
      questions: [{ id: 'csat', kind: 'score', source: from('note'), scale: [1, 5], wording: null, prior: null }],
      attributes: {},
    },
    key: ['id'],
    where: null,
    cells: { decimal: ',', date: 'dd/MM/yyyy' },
    timezone: 'Europe/Paris',
    columns: read.columns,
    file: 'export.csv',
  });
  const mapped = read.rows.map((cells, i) =>
    mapper(cells as readonly string[], { file: 'export.csv', line: read.lines[i]! }),
  );
  const feedback = mapped.filter((one): one is Feedback => typeof one === 'object' && 'externalId' in one);
  const rejects = mapped.filter((one): one is Reject => typeof one === 'object' && 'code' in one);
  const refused = [
    ...read.bad.map(({ code, why, origin }) => ({ code, reason: why, origin })),
    ...rejects.map(({ code, reason, origin }) => ({ code, reason, origin })),
  ];
  return { feedback, refused };
}

/** All feedback but the replaced one is there, and each field holds what its own column held. */
function expectOthersIntact(feedback: readonly Feedback[]): void {
  expect(feedback).toHaveLength(records - 1);
  const wrong = feedback.filter(({ externalId, answers, comment, occurredAt }) => {
    const id = Number(externalId);
    return (
      answers.csat !== 1 + (id % 5) ||
      comment !== `Réponse ${id} ; l’accueil,\r\nc’était "parfait"` ||
      // Paris is two hours ahead until 25 October 2026, one after: a local day begins on the evening before
      !occurredAt.startsWith('2026-') ||
      new Date(new Date(occurredAt).getTime() + 2 * 3_600_000).getUTCDate() !== 1 + (id % 28)
    );
  });
  expect(wrong).toEqual([]);
}

// the header is line 1 and each record before it has two lines
const line = 2 + 2 * 12_500;

describe('one bad record among 25,000 in an export with semicolons, windows-1252 and decimal commas', () => {
  test('a missing cell moves no cell to another column', async () => {
    const { feedback, refused } = await load('12500;01/10/2026;"Réponse"');
    expectOthersIntact(feedback);
    expect(refused).toEqual([
      {
        code: 'VB2106',
        reason: 'the row has 3 cells, 4 are expected',
        origin: { file: 'export.csv', line, record: 12_501 },
      },
    ]);
  });

  test('a quote that is never closed swallows no other record', async () => {
    const { feedback, refused } = await load('12500;01/10/2026;4,0;"Réponse');
    expectOthersIntact(feedback);
    expect(refused).toMatchObject([{ code: 'VB2108', origin: { file: 'export.csv', line } }]);
  });

  test('a word for a score makes no column of words', async () => {
    const { feedback, refused } = await load('12500;01/10/2026;abc;"Réponse"');
    expectOthersIntact(feedback);
    expect(refused).toEqual([
      { code: 'VB2201', reason: 'column "note": "abc" is not a number', origin: { file: 'export.csv', line } },
    ]);
  });

  test('a date that does not exist becomes no other date', async () => {
    const { feedback, refused } = await load('12500;31/11/2026;4,0;"Réponse"');
    expectOthersIntact(feedback);
    expect(refused).toEqual([
      {
        code: 'VB2203',
        reason: 'column "repondu_le": "31/11/2026" is not a day of the calendar',
        origin: { file: 'export.csv', line },
      },
    ]);
  });
});
