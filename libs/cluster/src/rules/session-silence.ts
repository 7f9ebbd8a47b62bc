/** How late a look at the sessions may be before it counts as a stall of our own, in milliseconds. */
export const STALL_MS = 500;

/** One look at the sessions. */
export interface SessionLook {
  /** Since the look before, in milliseconds on the monotonic clock. */
  readonly gapMs: number;
  /** How far apart looks are meant to be. */
  readonly intervalMs: number;
}

/** Whether we stood still ourselves (R19): then nobody is judged, as heartbeats may wait unread in the socket. */
export function isStalled(look: SessionLook): boolean {
  return look.gapMs > look.intervalMs + STALL_MS;
}

/** How much of the gap counts as the broker's silence: after a stall nothing, so that deadlines shift by the gap (R19). */
export function countedSilenceMs(look: SessionLook): number {
  return isStalled(look) ? 0 : look.gapMs;
}

/** What a broker's silence means. */
export type SilenceVerdict = 'heard' | 'suspect' | 'expired';

/** Half a session makes a broker suspect, a whole one ends it. Source: Kafka BrokerHeartbeatManager. */
export function judgeSilence(silentMs: number, sessionTimeoutMs: number): SilenceVerdict {
  if (silentMs >= sessionTimeoutMs) return 'expired';
  return silentMs >= sessionTimeoutMs / 2 ? 'suspect' : 'heard';
}
