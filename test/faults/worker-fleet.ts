import { type ProcessOptions, startVerbatim, type VerbatimProcess } from './verbatim-process.ts';

/** Workers of which one after the other is killed, and another started at once in its place. */
export interface WorkerFleet {
  /** Answers when all of them take work. */
  readonly ready: () => Promise<void>;
  /** SIGKILL to one of those that take work. @returns false when none does yet */
  readonly killOne: (random: () => number) => boolean;
  /** SIGKILL to the one with a pid. @returns false when it is gone already */
  readonly kill: (pid: number) => boolean;
  /** True for the pid of one that takes work. */
  readonly takesWork: (pid: number) => boolean;
  /** How many were started, the first ones included. */
  readonly started: () => number;
  /** What all of them said, the killed ones too. */
  readonly log: () => string;
  /** How each ended that nobody killed. */
  readonly deaths: () => readonly string[];
  readonly stop: () => Promise<void>;
}

interface FleetOptions extends ProcessOptions {
  readonly size: number;
  /** Of `verbatim worker`. */
  readonly args: readonly string[];
}

interface Place {
  worker: VerbatimProcess;
  takesWork: boolean;
}

/** Starts `size` workers and keeps as many alive until `stop`. */
export function startFleet({ size, args, ...options }: FleetOptions): WorkerFleet {
  const all: VerbatimProcess[] = [];
  const deaths: string[] = [];
  let stopping = false;
  const fill = (place: Place): void => {
    const worker = startVerbatim(['worker', ...args], options);
    all.push(worker);
    Object.assign(place, { worker, takesWork: false });
    void worker.says('takes work from').then(
      () => {
        if (place.worker === worker) place.takesWork = true;
      },
      () => {},
    );
    void worker.ended.then(({ code, signal }) => {
      if (stopping) return;
      if (signal !== 'SIGKILL') deaths.push(`${code ?? signal}: ${worker.stderr().slice(-500)}`);
      fill(place);
    });
  };
  const places = Array.from({ length: size }, () => {
    const place = {} as Place;
    fill(place);
    return place;
  });
  return {
    ready: async () => {
      await Promise.all(places.map(({ worker }) => worker.says('takes work from')));
    },
    killOne: random => {
      const alive = places.filter(place => place.takesWork);
      const place = alive[Math.floor(random() * alive.length)];
      if (place === undefined) return false;
      place.takesWork = false;
      return place.worker.child.kill('SIGKILL');
    },
    kill: pid => {
      const place = places.find(({ worker }) => worker.child.pid === pid);
      if (!place?.takesWork) return false;
      place.takesWork = false;
      return place.worker.child.kill('SIGKILL');
    },
    takesWork: pid => places.some(({ worker, takesWork }) => takesWork && worker.child.pid === pid),
    started: () => all.length,
    log: () => all.map(worker => worker.stderr()).join(''),
    deaths: () => deaths,
    stop: async () => {
      stopping = true;
      for (const { worker } of places) worker.child.kill('SIGKILL');
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
