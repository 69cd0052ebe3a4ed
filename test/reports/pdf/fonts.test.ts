import { expect, test } from 'vitest';
import { fontsConf } from '../../../reports/pdf/fonts.ts';

test('our fonts come before the machine’s, and folders with special characters stay whole', () => {
  const conf = fontsConf('/cache/a & b', ['/usr/share/fonts', '/home/<u>/.fonts'], '/cache/index');
  expect([...conf.matchAll(/<dir>(.*)<\/dir>/g)].map(match => match[1])).toEqual([
    '/cache/a &amp; b',
    '/usr/share/fonts',
    '/home/&lt;u&gt;/.fonts',
  ]);
  expect(conf).toContain('<cachedir>/cache/index</cachedir>');
});

test('each generic family is ours, so that no rule of the machine decides it', () => {
  const conf = fontsConf('/f', [], '/c');
  for (const family of ['sans-serif', 'serif', 'monospace', 'system-ui']) {
    expect(conf).toContain(
      `<string>${family}</string></test><edit name="family" mode="assign" binding="strong"><string>Open Sans`,
    );
  }
});
