import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { StructTreeContent, StructTreeNode, TextItem } from 'pdfjs-dist/types/src/display/api.js';

/** A piece of text where it is drawn: points from the page's lower left corner to its own. */
export interface TextPiece {
  readonly text: string;
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

/** A PDF as a reader of its text and structure sees it. */
export interface ReadPdf {
  /** Text of each page, pieces joined by a blank. */
  readonly pages: readonly string[];
  readonly pieces: readonly TextPiece[];
  readonly info: Readonly<Record<string, unknown>>;
  /** Titles of the outline, depth first. */
  readonly outline: readonly string[];
  /** Every structure element of every page, in order. */
  readonly structure: readonly StructTreeNode[];
}

/** Reads a PDF with an independent program (pdf.js); its structure costs the number of pages times that of elements. */
export async function readPdf(bytes: Uint8Array, read = { structure: true }): Promise<ReadPdf> {
  const task = pdfjs.getDocument({ data: Uint8Array.from(bytes), verbosity: 0, useSystemFonts: false });
  const document = await task.promise;
  const pages: string[] = [];
  const pieces: TextPiece[] = [];
  const structure: StructTreeNode[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const content = await page.getTextContent();
    const items = content.items.map(item => ('str' in item ? (item as TextItem) : null));
    pages.push(items.map(item => item?.str ?? '').join(' '));
    for (const item of items)
      if (item) pieces.push({ text: item.str, page: number, x: item.transform[4], y: item.transform[5] });
    if (read.structure) structure.push(...nodesUnder(await page.getStructTree()));
  }
  const { info } = await document.getMetadata();
  const outline = titlesOf(((await document.getOutline()) ?? []) as OutlineNode[]);
  await task.destroy();
  return { pages, pieces, info: info as Record<string, unknown>, outline, structure };
}

interface OutlineNode {
  readonly title: string;
  readonly items: readonly OutlineNode[];
}

const titlesOf = (nodes: readonly OutlineNode[]): string[] =>
  nodes.flatMap(node => [node.title, ...titlesOf(node.items)]);

function nodesUnder(node: StructTreeNode | StructTreeContent | null): StructTreeNode[] {
  if (!node || !('children' in node)) return [];
  return [node, ...node.children.flatMap(nodesUnder)];
}
