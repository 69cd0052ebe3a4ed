import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { VerbatimError } from '../errors.ts';
import { leavesRoot } from './paths.ts';

/** A logo as a file holds it. */
export interface LogoFile {
  readonly mediaType: 'image/svg+xml' | 'image/png';
  readonly bytes: Buffer;
}

/** A logo is printed on one page of each file; what is larger was not made for that. */
const mostBytes = 1_000_000;
/** 60 mm at more than 1,000 dots to the inch. */
const mostPixels = 4_000;

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Reads a client's logo and tells by its content what it is. What an SVG asks for is not looked at: it is printed as an
 * image, in which a browser runs no script and loads nothing.
 *
 * @param root - absolute folder of the project
 * @param path - as the YAML has it, relative to the root
 * @throws VB1401 when it is missing or cannot be read, VB1407 when it lies outside the project, VB1202 when it is no
 * SVG or PNG or is too large
 */
export async function readLogo(root: string, path: string): Promise<LogoFile> {
  if (leavesRoot(path)) throw outside(path);
  try {
    const real = await realpath(join(root, path));
    if (!real.startsWith(join(await realpath(root), sep))) throw outside(path);
    const { size } = await regularFile(real, path);
    if (size > mostBytes) {
      const found = `the logo ${path} has ${size} bytes`;
      throw wrong(`${found}, at most ${mostBytes} are allowed`, 'save it smaller, or as an SVG');
    }
    const bytes = await readFile(real);
    return { mediaType: mediaTypeOf(bytes, path), bytes };
  } catch (thrown) {
    if (thrown instanceof VerbatimError) throw thrown;
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw new VerbatimError('VB1401', `the logo ${path} ${missing ? 'is missing' : 'cannot be read'}`, {
      hint: 'the path starts from the project’s folder',
      cause: thrown,
    });
  }
}

async function regularFile(real: string, path: string): Promise<{ readonly size: number }> {
  const found = await stat(real);
  if (found.isFile()) return found;
  throw wrong(`the logo ${path} is no file`, 'name an SVG or PNG file');
}

function mediaTypeOf(bytes: Buffer, path: string): LogoFile['mediaType'] {
  if (bytes.subarray(0, pngSignature.length).equals(pngSignature) && bytes.length >= 24) {
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    if (Math.max(width, height) <= mostPixels) return 'image/png';
    const found = `the logo ${path} has ${width} × ${height} pixels`;
    throw wrong(`${found}, at most ${mostPixels} a side are allowed`, 'save it smaller, or as an SVG');
  }
  const text = bytes.toString('utf8');
  if (!/^<(?:svg:)?svg[\s>]/.test(withoutProlog(text)))
    throw wrong(`the logo ${path} is neither an SVG nor a PNG`, 'save it as one of them');
  if (text.includes(svgNamespace)) return 'image/svg+xml';
  throw wrong(`the logo ${path} does not say that it is an SVG`, `add xmlns="${svgNamespace}" to its <svg>`);
}

/** How the parts of an XML document begin and end that may stand before its root element. */
const prolog = [
  [/^<!--/, '-->'],
  [/^<\?/, '?>'],
  [/^<!DOCTYPE[^>[]*\[/i, ']>'],
  [/^<!/, '>'],
] as const;

function withoutProlog(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const end = prolog.find(([start]) => start.test(rest))?.[1];
    const at = end === undefined ? -1 : rest.indexOf(end);
    if (end === undefined || at < 0) return rest;
    rest = rest.slice(at + end.length).trimStart();
  }
}

const wrong = (message: string, hint: string): VerbatimError => new VerbatimError('VB1202', message, { hint });

const outside = (path: string): VerbatimError =>
  new VerbatimError('VB1407', `the logo ${JSON.stringify(path)} leads out of the project`, {
    hint: 'write a path relative to the project’s folder',
  });
