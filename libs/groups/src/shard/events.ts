/** A load has read the log to its end, and all of it is committed. */
export interface LogLoaded {
  readonly type: 'log.loaded';
  readonly cause: string;
  readonly records: number;
  readonly skipped: number;
}

/** The log cannot be read, or holds what cannot be understood. */
export interface LoadFailed {
  readonly type: 'load.failed';
  readonly cause: string;
}

/** What was appended will never be committed here: the disk failed, or the leadership has ended. */
export interface LogLost {
  readonly type: 'log.lost';
  readonly cause: string;
}

/** A fault of our own: what is in memory may not be what the log says. */
export interface StateBroken {
  readonly type: 'state.broken';
  readonly cause: string;
}

/** This broker leads the partition no more, or stops. */
export interface LeadershipEnded {
  readonly type: 'leadership.ended';
  readonly cause: string;
}

/** Everything that the machine of a shard is told. Requests and records are not events. */
export type ShardEvent = LogLoaded | LoadFailed | LogLost | StateBroken | LeadershipEnded;
