import { createHash } from 'node:crypto';
import type { PdfFile } from './pdf-file.ts';

/**
 * Writes a PDF again with some of its objects replaced, and with an identifier made from its content.
 *
 * @param replaced - object number → what stands between `obj` and `endobj`
 * @returns a new file; all other objects stay byte for byte
 * @see ISO 32000-1:2008, 7.5.4 "Cross-reference table", 14.4 "File identifiers"
 */
export function rebuildPdf(file: PdfFile, replaced: ReadonlyMap<number, string>): Uint8Array {
  const { parts, offsets, length } = replaceObjects(file, replaced);
  const lines = offsets.map(offset =>
    offset === null ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`,
  );
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const id = hash.digest('hex').slice(0, 32).toUpperCase();
  const entries = [
    `/Size ${offsets.length}`,
    `/Root ${file.root} 0 R`,
    `/Info ${file.info} 0 R`,
    `/ID [<${id}> <${id}>]`,
  ];
  const table = `xref\n0 ${lines.length}\n${lines.join('')}`;
  const trailer = `trailer\n<<${entries.join('\n')}>>\nstartxref\n${length}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(table + trailer, 'latin1')]);
}

/** Everything before the cross-reference table, in pieces: what stands between two replaced objects stays one piece. */
function replaceObjects({ bytes, offsets, tableAt }: PdfFile, replaced: ReadonlyMap<number, string>) {
  const inOrder = offsets
    .flatMap((offset, number) => (offset === null ? [] : [{ number, offset }]))
    .sort((a, b) => a.offset - b.offset);
  const moved = [...offsets];
  const parts: Uint8Array[] = [];
  let copied = 0;
  let shift = 0;
  for (const [index, { number, offset }] of inOrder.entries()) {
    moved[number] = offset + shift;
    const content = replaced.get(number);
    if (content === undefined) continue;
    const next = inOrder[index + 1]?.offset ?? tableAt;
    const part = Buffer.from(`${number} 0 obj\n${content}\nendobj\n`, 'latin1');
    parts.push(bytes.subarray(copied, offset), part);
    copied = next;
    shift += part.length - (next - offset);
  }
  return { parts: [...parts, bytes.subarray(copied, tableAt)], offsets: moved, length: tableAt + shift };
}
