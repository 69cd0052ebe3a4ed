/**
 * The embedded store's own thread, as source text.
 *
 * A query of the embedded store blocks its thread, so it needs one of its own. The thread's code is text and not a
 * file: the compiled product (`dist/*.js`), the tests (TypeScript) and a bundle then start it in the same way, with
 * the package found by its absolute path in `workerData`. Values cross as text, so that the one type policy of the
 * house applies on this side; errors cross as names and codes, never with rows.
 */
export const workerSource = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { PGlite } = require(workerData.pglite);

const asText = new Proxy({}, { get: () => value => value });
let db;

async function open() {
  db = await PGlite.create({ dataDir: workerData.dir, relaxedDurability: false });
  db.parsers = asText;
  db.serializers = asText;
}

const verbs = {
  open,
  query: async ({ text, parameters }) => {
    const result = await db.query(text, parameters, { rowMode: 'array' });
    return { rows: result.rows, fields: result.fields, changed: result.affectedRows ?? 0, command: result.command ?? '' };
  },
  // The store asks for a Blob and reads it back at once; handing over the bytes themselves saves a copy.
  copy: async ({ text, bytes }) => {
    const result = await db.query(text, [], { blob: { arrayBuffer: async () => bytes } });
    return result.affectedRows ?? 0;
  },
  close: () => db.close(),
};

parentPort.on('message', async ({ id, verb, input }) => {
  try {
    const output = await verbs[verb](input);
    parentPort.postMessage({ id, output }, output instanceof ArrayBuffer ? [output] : []);
  } catch (error) {
    const { code, message, table, column, constraint } = error ?? {};
    parentPort.postMessage({ id, error: { code, message: String(message), table, column, constraint } });
  }
  if (verb === 'close') parentPort.close();
});
`;
