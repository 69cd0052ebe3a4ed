import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { chromiumPackage, packed } from '../../../reports/pdf/unpack-chromium.ts';

/** Where the section headers of a 64-bit ELF file end, which are its last part. @see ELF-64 Object File Format, "ELF header" */
const endOfElf = (file: Buffer): number =>
  Number(file.readBigUInt64LE(40)) + file.readUInt16LE(58) * file.readUInt16LE(60);

test('the libraries of the packaged Chromium come out whole', async () => {
  const files = [...(await packed(chromiumPackage()!.folder, 'al2023'))].filter(([name]) => /\.so(\.\d+)?$/.test(name));
  // Chromium does not start without NSS, NSPR and Expat.
  expect(files.map(([name]) => basename(name))).toEqual(
    expect.arrayContaining(['libnss3.so', 'libnssutil3.so', 'libnspr4.so', 'libexpat.so.1']),
  );
  for (const [name, content] of files) {
    expect(content.subarray(0, 4).toString('latin1'), name).toBe('\x7fELF');
    expect(endOfElf(content), name).toBe(content.length);
  }
});

test('so do its fonts', async () => {
  const fonts = [...(await packed(chromiumPackage()!.folder, 'fonts'))].filter(([name]) => name.endsWith('.ttf'));
  expect(fonts.map(([name]) => basename(name)).sort()).toEqual([
    'OpenSans-Bold.ttf',
    'OpenSans-Italic.ttf',
    'OpenSans-Regular.ttf',
  ]);
  for (const [name, content] of fonts) expect(content.readUInt32BE(0), name).toBe(0x00010000);
});
