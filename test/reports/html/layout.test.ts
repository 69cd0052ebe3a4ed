import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Layout, LayoutLimits } from '../../../reports/html/layout.ts';
import { type CompiledSources, compileSources } from '../../compiled-sources.ts';
import { sampleModel } from '../sample-model.ts';
import { htmlOf, templateRoots } from './html-of.ts';

const never = new AbortController().signal;
const model = sampleModel();
const at = { file: 'reports/templates/monthly-cx/template.hbs' };

/** Every figure of the annex once for every figure of the annex, eight deep: some 10 to the power of 16 turns. */
const eightDeep = (inside: string): string =>
  `<h1>x</h1>${'{{#each @root.report.annex}}'.repeat(8)}${inside}${'{{/each}}'.repeat(8)}`;

const small = '<h1>x</h1><p>x</p>';

describe('a thread that lays reports out', { timeout: 60_000 }, () => {
  let compiled: CompiledSources;
  let create: (limits?: LayoutLimits) => Layout;
  let root: string;
  const layouts: Layout[] = [];
  beforeAll(async () => {
    // A thread runs plain JavaScript.
    compiled = compileSources(['core', 'reports']);
    const module = pathToFileURL(join(compiled.root, 'reports/html/layout.js')).href;
    ({ createLayout: create } = (await import(/* @vite-ignore */ module)) as { createLayout: typeof create });
    root = await mkdtemp(join(tmpdir(), 'verbatim-layout-'));
    await cp(join(templateRoots[0]!, 'monthly-cx'), join(root, 'monthly-cx'), { recursive: true });
  });
  afterEach(async () => {
    await Promise.all(layouts.splice(0).map(layout => layout.close()));
  });
  afterAll(async () => {
    compiled.remove();
    await rm(root, { recursive: true });
  });

  const layoutWith = (limits: LayoutLimits = {}): Layout => {
    const layout = create(limits);
    layouts.push(layout);
    return layout;
  };
  const request = { model, language: 'fr' as const, theme: {} };
  const shipped = { ...request, templateRoots };
  const own = async (template: string) => {
    await writeFile(join(root, 'monthly-cx/template.hbs'), template);
    return { ...request, templateRoots: [root] };
  };

  test('gives what this thread gives, to several who ask at once', async () => {
    const layout = layoutWith();
    const [one, other] = await Promise.all([layout.render(shipped, never), layout.render(shipped, never)]);
    expect(one).toBe(await htmlOf(model));
    expect(other).toBe(one);
  });

  test('ends a template that does not end, and names it', async () => {
    const layout = layoutWith({ deadlineMs: 300 });
    const endless = layout.render(await own(eightDeep('')), never);
    await expect(endless).rejects.toMatchObject({ code: 'VB5003', at, message: expect.stringContaining('0.3 s') });
  });

  test('ends a template that eats memory, names it, and lays the next report out', async () => {
    const layout = layoutWith({ memoryMb: 128 });
    // Each turn writes its million letters anew.
    const client = { id: 'x', name: '&'.repeat(200_000) };
    const greedy = { ...(await own(eightDeep('{{@root.report.client.name}}'))), model: sampleModel({ client }) };
    await expect(layout.render(greedy, never)).rejects.toMatchObject({
      ...{ code: 'VB5003', at, message: expect.stringContaining('128 MB') },
    });
    expect(await layout.render(await own(small), never)).toContain('<p>x</p>');
  });

  test('is ended by an abort, with the reason of the signal', async () => {
    const layout = layoutWith();
    await layout.render(await own(small), never);
    const controller = new AbortController();
    const endless = layout.render(await own(eightDeep('')), controller.signal);
    controller.abort(new Error('stopped by hand'));
    await expect(endless).rejects.toThrow('stopped by hand');
    expect(await layout.render(await own(small), never)).toContain('<p>x</p>');
  });

  test('tells a fault of a template with its place', async () => {
    const failing = layoutWith().render(await own('<h1>x</h1>\n  {{report.nothing}}'), never);
    await expect(failing).rejects.toMatchObject({
      code: 'VB5003',
      at: { ...at, line: 2, column: 5 },
      message: 'template: "nothing" not defined in [object Object]',
    });
  });

  test('that is closed fails the work under way and takes no more', async () => {
    const layout = layoutWith();
    const request = await own(eightDeep(''));
    const ended = Promise.allSettled([layout.render(request, never), layout.render(request, never)]);
    await layout.close();
    const lost = { status: 'rejected', reason: { code: 'VB9001' } };
    expect(await ended).toMatchObject([lost, lost]);
  });
});
