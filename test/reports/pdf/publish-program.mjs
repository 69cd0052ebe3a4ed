// Publishes a report of two files over and over, of all "a" and of all "b", and says so after each time.
import { createJiti } from 'jiti';

const { publishFiles } = await createJiti(import.meta.url, { fsCache: false }).import(
  '../../../reports/pdf/publish-files.ts',
);
for (let round = 0; ; round += 1) {
  const content = (round % 2 === 0 ? 'a' : 'b').repeat(1_000_000);
  await publishFiles(process.argv[2], [
    { name: 'r.csv', content },
    { name: 'r.pdf', content },
  ]);
  process.stdout.write(`${round}\n`);
}
