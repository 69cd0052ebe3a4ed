import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { searchAttributes } from '../workflows/search-attributes.ts';
import { freePort } from './free-port.ts';
import { findTemporal as findProgram } from './temporal-program.ts';

/** A Temporal server of our own. */
export interface TemporalServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Ends it as an operator would. */
  readonly stop: () => Promise<void>;
  /** As if the machine had lost it. */
  readonly kill: () => Promise<void>;
}

export interface TemporalServerOptions {
  /** SQLite file, so that a server started again with it knows what the one before knew; else all is in memory. */
  readonly dbFile?: string;
  /** A free one when left out. */
  readonly port?: number;
  /** Port of the server's own pages; none when left out. */
  readonly uiPort?: number;
  /** Registers the product's search attributes at the start; true when left out. */
  readonly registered?: boolean;
}

/** Longest start; seen: 1 to 4 s. */
const startMs = 60_000;

/** The Temporal CLI of this machine, or `null`. */
export const findTemporal = findProgram;

/** Starts a development server on 127.0.0.1, and answers when it serves its namespace `default`. */
export async function startTemporal(options: TemporalServerOptions = {}): Promise<TemporalServer> {
  const program = findTemporal();
  if (program === null) throw new Error('no Temporal CLI on this machine');
  const port = options.port ?? (await freePort());
  const child = spawn(program, argumentsOf(options, port), { stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log.push(text);
    if (log.length > 50) log.shift();
  });
  const orphaned = (): void => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  const ended = new Promise<void>(done => child.once('close', () => done()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
    process.off('exit', orphaned);
  };
  const address = `127.0.0.1:${port}`;
  try {
    await serves(address, child);
  } catch (thrown) {
    await end('SIGKILL');
    throw new Error(`${program} did not come up on ${address}: ${log.join('').slice(-2000)}`, { cause: thrown });
  }
  return { address, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

function argumentsOf({ dbFile, uiPort, registered = true }: TemporalServerOptions, port: number): string[] {
  const attributes = registered ? searchAttributes.map(({ name, type }) => `${name}=${spelled[type]}`) : [];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
    ...attributes.flatMap(attribute => ['--search-attribute', attribute]),
  ];
}

/** The types as the CLI's flag spells them. */
const spelled: Readonly<Record<SearchAttributeType, string>> = {
  ...{ TEXT: 'Text', KEYWORD: 'Keyword', INT: 'Int', DOUBLE: 'Double' },
  ...{ BOOL: 'Bool', DATETIME: 'Datetime', KEYWORD_LIST: 'KeywordList' },
};

/** Asks until the server lists workflows: its port answers before its namespace does. */
async function serves(address: string, child: ChildProcess): Promise<void> {
  for (const until = Date.now() + startMs; ; await pause(50)) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.workflowService.listWorkflowExecutions({ namespace: 'default', pageSize: 1 });
        return;
      } finally {
        await connection.close();
      }
    } catch (thrown) {
      if (Date.now() > until || child.exitCode !== null || child.signalCode !== null) throw thrown;
    }
  }
}
