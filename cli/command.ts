import type { Terminal } from './terminal.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly cwd: string;
  readonly env?: string;
}

/** What a command is called with. */
export interface Invocation<Options = object> {
  readonly global: GlobalOptions;
  readonly terminal: Terminal;
  readonly options: Options;
  readonly args: readonly string[];
}

/** A command's work; what it returns is the exit code. */
export type Command<Options = object> = (invocation: Invocation<Options>) => Promise<number>;
