import { open as openFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { type Context, defineSink, type Sink } from '../../core/sdk.ts';
import { deliverFile, type Open } from './folder/deliver-file.ts';
import { openFolder } from './folder/open-folder.ts';
import { slugOf } from './folder/slug.ts';

const options = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(300)
    .default('out')
    .describe('Folder, relative to the project; it is made when missing and may not lie outside.'),
  layout: z
    .enum(['flat', 'by-pipeline'])
    .default('flat')
    .describe('`flat` puts all files into the folder; `by-pipeline` into <client>/<pipeline>/ below it.'),
});

type Options = z.infer<typeof options>;

/**
 * Makes the sink that writes into a folder. A file that is there already with the same bytes is not written again; the
 * name becomes a slug, and nothing is ever written outside the project.
 *
 * @param open - opens the file to write
 */
export const createFolderSink = (open: Open): Sink<Options> =>
  defineSink<Options>({
    id: 'folder',
    version: '1.0.0',
    title: 'Folder of the project',
    stability: 'stable',
    options,
    examples: [
      { title: 'Reports in the folder "out"', yaml: 'use: folder\nwith: { path: out }' },
      { title: 'A folder for each client and pipeline', yaml: 'use: folder\nwith: { path: out, layout: by-pipeline }' },
    ],
    deliver: async (context, delivery) => {
      context.signal.throwIfAborted();
      const name = slugOf(delivery.name);
      const folder = await openFolder(context.root, pathOf(context));
      const { path: source, sha256 } = delivery;
      const delivered = await deliverFile({ source, folder, name, sha256, signal: context.signal, open });
      const location = relative(await realpath(context.root), join(folder, name));
      return { location: location.split(sep).join('/'), delivered };
    },
  });

/** Delivers files into a folder of the project. */
export const folder = createFolderSink(openFile);

function pathOf({ options: { path, layout }, run: { client, pipeline } }: Context<Options>): string {
  if (layout === 'flat') return path;
  return [path, ...(client === null ? [] : [slugOf(client)]), slugOf(pipeline)].join('/');
}
