import { expect, test } from 'vitest';
import { tarFiles } from '../../../reports/pdf/tar-files.ts';

/** One entry in ustar form: a header of 512 bytes, then the content filled up to a multiple of 512. */
function entry(name: string, content: string, type = '0', prefix = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  header.write('ustar\0', 257);
  header.write(prefix, 345);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const end = Buffer.alloc(1024);
const read = (archive: Uint8Array) =>
  tarFiles(archive).map(({ name, content }) => [name, Buffer.from(content).toString()]);

test('regular files come out with their names and content, and folders and links do not', () => {
  const long = 'x'.repeat(513);
  const archive = Buffer.concat([
    entry('lib/', '', '5'),
    entry('lib/a.so', 'one'),
    entry('b', '', '2'),
    entry('lib/c.so', long),
    entry('d', 'four', '0', 'deep/er'),
    end,
  ]);
  expect(read(archive)).toEqual([
    ['lib/a.so', 'one'],
    ['lib/c.so', long],
    ['deep/er/d', 'four'],
  ]);
});

test('an empty file is a file, and what follows the end marker is not read', () => {
  expect(read(Buffer.concat([entry('empty', ''), end, entry('after', 'no')]))).toEqual([['empty', '']]);
  expect(read(end)).toEqual([]);
  expect(read(new Uint8Array())).toEqual([]);
});
