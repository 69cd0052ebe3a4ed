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
  const objects = file.offsets
    .flatMap((offset, number) => (offset === null ? [] : [{ number, offset }]))
    .sort((a, b) => a.offset - b.offset);
  const offsets = new Map<number, number>();
  let at = objects[0]!.offset;
  const parts = objects.map(({ number, offset }, index) => {
    const next = objects[index + 1]?.offset ?? file.tableAt;
    const content = replaced.get(number);
    const part = content === undefined ? file.text.slice(offset, next) : `${number} 0 obj\n${content}\nendobj\n`;
    offsets.set(number, at);
    at += part.length;
    return part;
  });
  const body = file.text.slice(0, objects[0]!.offset) + parts.join('');
  const lines = file.offsets.map((_, number) => {
    const offset = offsets.get(number);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  return Buffer.from(`${body}xref\n0 ${lines.length}\n${lines.join('')}${trailer(file, body)}`, 'latin1');
}

function trailer(file: PdfFile, body: string): string {
  const id = createHash('sha256').update(body, 'latin1').digest('hex').slice(0, 32).toUpperCase();
  const entries = [
    `/Size ${file.offsets.length}`,
    `/Root ${file.root} 0 R`,
    `/Info ${file.info} 0 R`,
    `/ID [<${id}> <${id}>]`,
  ];
  return `trailer\n<<${entries.join('\n')}>>\nstartxref\n${body.length}\n%%EOF\n`;
}
