import { fileURLToPath } from 'node:url';
import { writeBundle } from './workflow-bundle.ts';

/* A step of the build: makes the workflow bundle of the compiled definitions. */
await writeBundle(fileURLToPath(new URL('../bundle.js', import.meta.url)));
