import { type ChildProcess, spawn } from 'node:child_process';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `verbatim` process that a test starts, listens to and kills. */
export interface VerbatimProcess {
  readonly child: ChildProcess;
  /** Answers when the process has said a text on stderr; rejects when it ended without. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<ProcessEnd>;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** What a process is started with. */
export interface ProcessOptions {
  /** Absolute path of the built command line. */
  readonly entry: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the built command line; it does not outlive the test's own process. */
export function startVerbatim(args: readonly string[], { entry, cwd, env }: ProcessOptions): VerbatimProcess {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [entry, ...args], {
    cwd,
    env: { ...inherited, CI: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const orphaned = (): void => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  let [stdout, stderr] = ['', ''];
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const look of waiting) look();
  });
  const ended = new Promise<ProcessEnd>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      process.off('exit', orphaned);
      done({ code, signal });
    });
  });
  ended.catch(() => {});
  const says = (text: string): Promise<void> =>
    new Promise((done, fail) => {
      const look = (): void => {
        if (!stderr.includes(text)) return;
        waiting.delete(look);
        done();
      };
      waiting.add(look);
      look();
      void ended.then(({ code, signal }) => fail(new Error(`it ended with ${code ?? signal}: ${stderr}`)), fail);
    });
  return { child, says, ended, stdout: () => stdout, stderr: () => stderr };
}
