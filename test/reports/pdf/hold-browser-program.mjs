// hold-browser-program <source> <cache> [once]: launches a browser, prints its process number and holds it until a line
// on standard input; with "once" prints its version and ends it.
import { createJiti } from 'jiti';

const [source, cache, once] = process.argv.slice(2);
const jiti = createJiti(import.meta.url, { fsCache: false });
const { launchBrowser } = await jiti.import('../../../reports/pdf/launch-browser.ts');
const launched = await launchBrowser({ cacheDir: cache, sources: [source] });
if (once) {
  await launched.close();
  process.stdout.write(`${launched.version} sandbox=${launched.sandbox}\n`);
} else {
  process.stdin.once('data', () => process.exit(3));
  process.stdout.write(`${launched.pid}\n`);
}
