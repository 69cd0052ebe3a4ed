import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../../reports/pdf/launch-browser.ts';
import { printPage } from '../../../reports/pdf/print-page.ts';
import { readPdf } from '../pdf-text.ts';
import { testBrowsers } from './test-browsers.ts';

/** Counts whoever connects, before a single byte is sent: a preconnect is a leak too. */
const connections: string[] = [];
let canary: Server;
let url: string;

beforeAll(async () => {
  canary = createServer(socket => {
    connections.push('connected');
    socket.on('data', data => connections.push(data.toString('latin1').split('\r\n')[0]!));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>(resolve => canary.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(canary.address() as { port: number }).port}/`;
});
afterAll(() => void canary.close());

/** Every way out of a document that we know of. */
const hostile = (to: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hostile</title>
<link rel="preconnect" href="${to}"><link rel="dns-prefetch" href="${to}"><link rel="prefetch" href="${to}prefetch">
<link rel="preload" as="image" href="${to}preload"><link rel="stylesheet" href="${to}css"><link rel="prerender" href="${to}pre">
<link rel="icon" href="${to}icon"><link rel="manifest" href="${to}manifest"><link rel="modulepreload" href="${to}module">
<style>@import url("${to}import"); @import "file:///etc/passwd"; @font-face { font-family: X; src: url(${to}font); }
body { background: url(${to}background); font-family: X, sans-serif; }</style>
<meta http-equiv="refresh" content="0;url=${to}refresh"><meta http-equiv="refresh" content="0;url=file:///etc/passwd">
<script>document.title = 'ran'; fetch('${to}fetch'); new WebSocket('${to.replace('http', 'ws')}socket');</script>
<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${to}speculation"]}]}</script></head><body>
<p>the last word stands</p><p id="ran">no script ran</p><script>document.getElementById('ran').textContent = 'a script ran';</script>
<img src="${to}img" onerror="fetch('${to}onerror')"><img srcset="${to}srcset 1x"><iframe src="file:///etc/passwd"></iframe>
<iframe src="${to}frame"></iframe><iframe srcdoc="<img src='${to}srcdoc'><script>fetch('${to}inner')</script>"></iframe>
<iframe src="data:text/html,<img src='${to}dataframe'><iframe src='file:///etc/passwd'></iframe>"></iframe>
<object data="${to}object"></object><object data="file:///etc/passwd" type="text/plain"></object><embed src="${to}embed">
<video src="${to}video" poster="${to}poster" autoplay></video><audio src="${to}audio" autoplay></audio>
<svg onload="fetch('${to}svg')" width="9" height="9"><image href="${to}svgimage"/><use href="${to}use#a"/>
<filter id="f"><feImage href="${to}feimage"/></filter><rect filter="url(#f)" width="5" height="5" fill="url(${to}fill#a)"/></svg>
<div style="background:url(${to}inline);list-style-image:url(${to}list);mask:url(${to}mask);cursor:url(${to}cursor),auto">x</div>
<a href="${to}a" ping="${to}ping">a</a><form action="${to}form"><input type="image" src="${to}input" autofocus></form>
<table background="${to}table"><tr><td>y</td></tr></table><details open ontoggle="fetch('${to}toggle')">d</details>
<base href="${to}base/"><img src="relative.png"></body></html>`;

const job = { author: 'Verbatim', at: '2026-11-02T06:00:00.000Z', checked: false };
const browsers = await testBrowsers();

test('at least one browser can be tested', () => {
  expect(browsers.length).toBeGreaterThan(0);
});

describe.each(browsers)('%s', (_from, options) => {
  test('a document that tries every way out reaches nobody, reads no file, runs no script and is printed whole', async () => {
    connections.length = 0;
    const launched = await launchBrowser(options);
    try {
      const page = await launched.browser.newPage();
      const { pdf, denied } = await printPage(page, { ...job, html: hostile(url) });
      const { pages, info } = await readPdf(pdf);
      const text = pages.join('\n');
      expect(text).toContain('the last word stands');
      expect(text).toContain('no script ran');
      expect(text).not.toContain('root:');
      expect(info.Title).toBe('Hostile');
      // Pictures, styles, fonts, frames, media and navigations all asked; more than 20 of them were caught in the page.
      expect(denied).toBeGreaterThan(20);
    } finally {
      await launched.close();
    }
    expect(connections).toEqual([]);
  });

  test('the flags of the browser alone keep it from connecting, without interception', async () => {
    connections.length = 0;
    const launched = await launchBrowser(options);
    try {
      const page = await launched.browser.newPage();
      await page.setContent(`<link rel="preconnect" href="${url}"><img src="${url}img">`);
      await expect(page.goto(url)).rejects.toThrow(/net::ERR/);
    } finally {
      await launched.close();
    }
    expect(connections).toEqual([]);
  });
});

test('the canary does count: a plain connection is seen', async () => {
  connections.length = 0;
  await fetch(`${url}hello`, { signal: AbortSignal.timeout(200) }).catch(() => undefined);
  expect(connections).toContain('GET /hello HTTP/1.1');
});
