const blockBytes = 512;

/** A regular file inside a tar archive. */
export interface TarFile {
  /** As the archive says, with forward slashes; never to be joined to a path unseen. */
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * The regular files of a tar archive in the POSIX ustar form; folders, links and extension headers are passed over.
 *
 * @param archive - uncompressed
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */
export function tarFiles(archive: Uint8Array): readonly TarFile[] {
  const files: TarFile[] = [];
  for (let at = 0; at + blockBytes <= archive.length; ) {
    const header = archive.subarray(at, at + blockBytes);
    if (header[0] === 0) break;
    const size = Number.parseInt(textAt(header, 124, 12), 8);
    const from = at + blockBytes;
    const type = textAt(header, 156, 1);
    const prefix = textAt(header, 257, 5) === 'ustar' ? textAt(header, 345, 155) : '';
    const name = textAt(header, 0, 100);
    if (type === '' || type === '0') {
      files.push({ name: prefix ? `${prefix}/${name}` : name, content: archive.subarray(from, from + size) });
    }
    at = from + Math.ceil(size / blockBytes) * blockBytes;
  }
  return files;
}

function textAt(header: Uint8Array, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
