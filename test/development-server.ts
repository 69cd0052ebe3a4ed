import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Connection } from '@temporalio/client';
import { findTemporal, howToGetTemporal, obtainTemporal } from './temporal-program.ts';
import { startTemporal } from './temporal-server.ts';

/*
 * `npm run temporal`: a Temporal server for development, on 127.0.0.1, with its data in `.verbatim/` of the current
 * folder. Ctrl-C stops it; what it knew is there again at the next start. `-- --obtain` only gets the program.
 */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '7233' }, obtain: { type: 'boolean', default: false } },
});
const port = Number(values.port);
const nowhere = `No Temporal server to be had on this machine. ${howToGetTemporal}`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

process.exitCode = values.obtain ? await obtain() : await serve();

async function obtain(): Promise<number> {
  const program = await obtainTemporal(say);
  say(program ?? nowhere);
  return program === null ? 4 : 0;
}

async function serve(): Promise<number> {
  const given = process.env.TEMPORAL_ADDRESS;
  const address = given || `127.0.0.1:${port}`;
  if (await answers(address)) {
    say(`Temporal answers on ${address}${given ? ', as TEMPORAL_ADDRESS says' : ' already'}; nothing to start.`);
    next(address);
    return 0;
  }
  if (given) {
    say(`TEMPORAL_ADDRESS is ${given}, and nothing answers there: start that server, or unset it for one of our own.`);
    return 4;
  }
  if ((await obtainTemporal(say)) === null) {
    say(nowhere);
    return 4;
  }
  await serveOwn();
  return 0;
}

async function serveOwn(): Promise<void> {
  const folder = join(process.cwd(), '.verbatim');
  mkdirSync(folder, { recursive: true });
  const stopped = new Promise<void>(done => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  const uiPort = port + 1000;
  const server = await startTemporal({ dbFile: join(folder, 'temporal.db'), port, uiPort });
  say(`Temporal on ${server.address}, by ${findTemporal()}; data in .verbatim/temporal.db`);
  say(`Its pages: http://127.0.0.1:${uiPort}`);
  next(server.address);
  say('Ctrl-C stops it.');
  await stopped;
  await server.stop();
  say('Stopped.');
}

function next(address: string): void {
  say('Next, each in a terminal of its own:');
  say(`  TEMPORAL_ADDRESS=${address} node dist/cli/verbatim.js worker`);
  say(`  TEMPORAL_ADDRESS=${address} node dist/cli/verbatim.js run <pipeline> --engine temporal`);
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
