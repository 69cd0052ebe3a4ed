import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { csv } from '../../../plugins/connectors/csv.ts';
import { type ConnectorFixture, connectorContract } from '../../contracts/connector.ts';
import { temporaryFolders, writeFiles } from './csv/read-csv.ts';

const folder = temporaryFolders();

const header = 'id;date;note;avis\r\n';
const line = (id: number): string =>
  id % 10_007 === 0
    ? `${id};01/10/2026;4,0;"jamais fermé\r\n`
    : `${id};01/10/2026;4,0;"réponse numéro ${id},\r\nsur deux lignes"\r\n`;

/** Two files of several batches, in windows-1252, with a quote here and there that is never closed. */
async function severalBatches(): Promise<ConnectorFixture> {
  const root = folder();
  const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
  await writeFiles(root, {
    'a.csv': Buffer.from(header + rows(1, 45_000), 'latin1'),
    'b.csv': Buffer.from(header + rows(50_000, 52_000), 'latin1'),
  });
  return {
    root,
    options: { path: '*.csv', encoding: 'windows-1252', delimiter: ';' },
    stream: 'responses',
    columns: ['id', 'avis'],
  };
}

async function large(): Promise<ConnectorFixture & { megabytes: number }> {
  const root = folder();
  const file = await open(join(root, 'large.csv'), 'w');
  const megabyte = Buffer.from(`12345;01/10/2026;4;"${'é'.repeat(200)}"\n`.repeat(2_340));
  await file.write('id;date;note;avis\n');
  for (let i = 0; i < 120; i++) await file.write(megabyte);
  await file.close();
  return { root, options: { path: 'large.csv', delimiter: ';' }, stream: 'responses', columns: ['id'], megabytes: 60 };
}

connectorContract(csv, {
  fixture: severalBatches,
  badOptions: [
    { path: '' },
    { path: 'nothing.csv' },
    { path: 'nothing-*.csv' },
    { path: '../outside.csv' },
    { path: '/etc/passwd' },
    { path: '*.csv', delimiter: ';;' },
    { path: '*.csv', delimiter: '"' },
    { path: '*.csv', encoding: 'klingon' },
    { path: 'a.csv' },
    { pth: 'a.csv' },
    {},
    null,
  ],
  large,
  secrets: [],
  skip: {
    'second incremental read': 'files have no cursor; a changed file is read again and merged by key',
    'state of the future': 'a state names a place in a file that exists, or the read starts over',
    'HTTP faults': 'it reads files',
    hosts: 'it opens no connection',
  },
});
