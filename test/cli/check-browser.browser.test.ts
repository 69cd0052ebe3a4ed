import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkBrowser } from '../../cli/check-browser.ts';

test('the browser is told with its version, and its fonts with the folder where they are', async () => {
  const checks = await checkBrowser();
  expect(checks.map(({ id, status }) => `${id} ${status === 'warn' ? 'ok' : status}`)).toEqual([
    'browser ok',
    'fonts ok',
  ]);
  expect(checks[0]!.message).toMatch(/^[\d.]+ at \/\S+/);
  const folder = /^our own at (.+), then those of the machine$/.exec(checks[1]!.message)?.[1];
  if (folder !== undefined)
    expect(existsSync(folder) && readdirSync(folder).some(name => name.endsWith('.ttf'))).toBe(true);
});
