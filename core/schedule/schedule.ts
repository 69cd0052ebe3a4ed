/** When one pipeline of one client runs by itself: the `schedule` block with what it needs from around it. */
export interface Schedule {
  /** The project's id. */
  readonly project: string;
  readonly client: string | null;
  readonly pipeline: string;
  /** Five fields. */
  readonly cron: string;
  /** IANA zone of the cron fields. */
  readonly zone: string;
  /** IANA zone of the pipeline: its months are the windows. */
  readonly timezone: string;
  readonly catchUp: 'latest' | 'all' | 'none';
  readonly overlap: 'skip' | 'buffer-one' | 'buffer-all';
  /** Starts are spread over so many milliseconds after the cron's time. */
  readonly jitterMs: number;
}

/** A start that is later than this was missed. */
export const onTimeMs = 60_000;

/** A start that was missed longer ago is not made up for. */
export const catchUpMs = 7 * 24 * 3_600_000;
