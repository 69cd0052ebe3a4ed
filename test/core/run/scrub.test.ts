import { expect, test } from 'vitest';
import { createScrub } from '../../../core/run/scrub.ts';
import { planWith, secretReference, secretsOf } from './scene.ts';

const token = 's3cr/t?+ "é"';
const values = { TOKEN: token, LONGER: `${token} and more`, PIN: '123' };

function scrubWith(...names: readonly string[]) {
  const options = Object.fromEntries(names.map(name => [name, secretReference(name)]));
  return createScrub(planWith({ options }), { environment: secretsOf(values), root: '/' });
}

test('a secret becomes its reference, as it is, URL-encoded, in JSON and in Base64', () => {
  const scrub = scrubWith('TOKEN');
  const forms = [
    token,
    encodeURIComponent(token),
    new URLSearchParams({ q: token }).toString(),
    JSON.stringify({ token }),
    Buffer.from(token).toString('base64'),
    Buffer.from(token).toString('base64url'),
    // A login of HTTP: its name shifts the groups of three.
    ...['a:', 'ab:', 'abc:'].map(login => Buffer.from(`${login}${token}@`).toString('base64')),
  ];
  for (const form of forms) expect(scrub(`got ${form}`), form).toContain(secretReference('TOKEN'));
  expect(scrub(`${btoa('four')} ${Buffer.from(token).toString('base64')}`)).toBe(
    `${btoa('four')} ${secretReference('TOKEN')}`,
  );
  expect(scrub(`${token}, ${token}`)).toBe(`${secretReference('TOKEN')}, ${secretReference('TOKEN')}`);
});

test('all texts of a value are scrubbed, and the longer of two secrets goes first', () => {
  const scrub = scrubWith('TOKEN', 'LONGER');
  expect(scrub({ list: [`x ${token}`, 1, null], one: { two: values.LONGER } })).toEqual({
    ...{ list: [`x ${secretReference('TOKEN')}`, 1, null], one: { two: secretReference('LONGER') } },
  });
});

test('a plan without secrets, a secret that is not set and one of three characters leave texts alone', () => {
  expect(scrubWith()(token)).toBe(token);
  expect(scrubWith('MISSING', 'PIN')('12345')).toBe('12345');
});
