/** Why connections close, as metric labels: a closed set. */
export type CloseLabel =
  | 'peer-left'
  | 'transport-failed'
  | 'malformed-request'
  | 'refused'
  | 'fault'
  | 'idle'
  | 'slow-header'
  | 'slow-frame'
  | 'slow-reader'
  | 'slow-authentication'
  | 'slow-close'
  | 'connection-limit'
  | 'stopped';

/** Why one connection closed. */
export interface CloseReason {
  readonly label: CloseLabel;
  /** In words, for the log and the journal. */
  readonly detail: string;
}
