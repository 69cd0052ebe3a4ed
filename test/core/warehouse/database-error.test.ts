import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { VerbatimError } from '../../../core/errors.ts';
import { connectPostgres } from '../../../core/warehouse/connect-postgres.ts';
import { databaseError, isConflict, isRowFault, sqlStateOf } from '../../../core/warehouse/database-error.ts';

const raised = (code: string, message = 'boom') =>
  databaseError(Object.assign(new Error(message), { code }), 'the store');

test.each([
  ['40P01', 'VB4007'],
  ['40001', 'VB4007'],
  ['55P03', 'VB4007'],
  ['57014', 'VB4007'],
  ['08006', 'VB4002'],
  ['57P01', 'VB4002'],
  ['57P03', 'VB4002'],
  ['53300', 'VB4002'],
  ['25006', 'VB4002'],
  ['ECONNREFUSED', 'VB4002'],
  ['28P01', 'VB4008'],
  ['28000', 'VB4008'],
  ['42501', 'VB4008'],
  ['53100', 'VB4009'],
  ['ENOSPC', 'VB4009'],
  ['22P02', 'VB4010'],
  ['23505', 'VB4010'],
  ['42P01', 'VB4010'],
  ['54000', 'VB4010'],
])('%s becomes %s', (given, code) => {
  expect(raised(given).code).toBe(code);
});

test('a lost connection without a code is unreachable, and may be tried again', () => {
  expect(databaseError(new Error('Connection terminated unexpectedly'), 'the store')).toMatchObject({
    code: 'VB4002',
    retryable: true,
  });
});

test('messages of data errors, which quote values, are left out; those about objects are kept', () => {
  expect(raised('22P02', 'invalid input syntax for type integer: "Marie"').message).toBe('the store: SQLSTATE 22P02');
  expect(raised('42703', 'column "scor" does not exist').message).toBe(
    'the store: SQLSTATE 42703 (column "scor" does not exist)',
  );
});

test('only deadlock and serialisation are conflicts; only values and keys too long for an index are faults of a row', () => {
  expect(['40P01', '40001', '57014', '23505'].map(code => isConflict(raised(code)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(['22021', '22008', '23502', '54000', '40001', '53100'].map(code => isRowFault(raised(code)))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(sqlStateOf(raised('23505'))).toBe('23505');
  expect(sqlStateOf(new Error('x'))).toBeNull();
});

test('an error of the catalogue passes as it is', () => {
  const error = new VerbatimError('VB4004', 'fenced');
  expect(databaseError(error, 'the store')).toBe(error);
});

test('an address that cannot be read is not shown at all (VB4012)', () => {
  for (const url of ['s3cret', 'mysql://app:s3cret@db/x', 'postgres://app:s3cret@ho st/x']) {
    const connect = () => connectPostgres({ url, schema: 'verbatim', applicationName: 'test', width: 1 });
    expect(connect).toThrow(
      expect.objectContaining({ code: 'VB4012', message: expect.not.stringContaining('s3cret') }),
    );
  }
});

test('a server that takes the connection and never says a word is given up in the time to connect (VB4002)', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgres://app:s3cret@127.0.0.1:${port}/x`;
  const pool = connectPostgres({ url, schema: 'verbatim', applicationName: 'test', width: 1, connectTimeoutMs: 50 });
  await expect(pool.acquire()).rejects.toMatchObject({ code: 'VB4002', retryable: true });
  await pool.close();
  server.close();
});
