import type { CloseReason } from './close-reason';
import type { ConnectionLimits } from './limits';

/** Size prefix, API key, version and correlation id: what a request begins with. */
const FIXED_HEADER_BYTES = 12;

/** What a sweep sees of a connection. */
export interface ConnectionGlimpse {
  /** Whether bytes went either way since the last sweep. */
  readonly wasActive: boolean;
  readonly isAuthenticating: boolean;
  readonly isDraining: boolean;
  /** Whether we have sent our end of stream. */
  readonly isEnded: boolean;
  /** Whether nothing but missing bytes keeps the next request from starting; a frame ages only then. */
  readonly isReading: boolean;
  readonly requestsInFlight: number;
  /** Bytes of the frame under way; 0 between frames. */
  readonly partialBytes: number;
  /** Frames before the one under way. */
  readonly framesSplit: number;
  readonly bytesUnsent: number;
  /** All bytes ever handed to the transport. */
  readonly bytesWritten: number;
}

/**
 * How long a connection has been in each condition that has a deadline. Fed by one sweep over all connections with the
 * time since the last one, capped by the sweep: after a stall of the process everybody's deadlines shift by it (R19).
 */
export class ConnectionAges {
  #idleMs = 0;
  #frameMs = 0;
  #frame = -1;
  #frameBytesBefore = 0;
  #slowReaderMs = 0;
  #bytesTakenBefore = 0;
  #authenticatingMs = 0;
  #drainingMs = 0;
  #endedMs = 0;

  /** Adds `elapsedMs` to what still holds. @returns why the connection must close now, or null */
  advance(elapsedMs: number, seen: ConnectionGlimpse, limits: ConnectionLimits): CloseReason | null {
    return (
      this.leaving(elapsedMs, seen, limits) ??
      this.authentication(elapsedMs, seen, limits) ??
      this.frame(elapsedMs, seen, limits) ??
      this.reader(elapsedMs, seen, limits) ??
      this.idle(elapsedMs, seen, limits)
    );
  }

  private leaving(elapsedMs: number, seen: ConnectionGlimpse, limits: ConnectionLimits): CloseReason | null {
    if (seen.isDraining) this.#drainingMs += elapsedMs;
    if (seen.isEnded) this.#endedMs += elapsedMs;
    if (seen.isEnded && this.#endedMs >= limits.lingerMs)
      return { label: 'slow-close', detail: 'the peer did not close after we did' };
    if (this.#drainingMs >= limits.drainMs)
      return { label: 'slow-close', detail: 'requests in flight were not answered in time to drain' };
    return null;
  }

  private authentication(elapsedMs: number, seen: ConnectionGlimpse, limits: ConnectionLimits): CloseReason | null {
    if (!seen.isAuthenticating) return null;
    this.#authenticatingMs += elapsedMs;
    if (this.#authenticatingMs < limits.authenticationMs) return null;
    return { label: 'slow-authentication', detail: `not authenticated within ${limits.authenticationMs} ms` };
  }

  private frame(elapsedMs: number, seen: ConnectionGlimpse, limits: ConnectionLimits): CloseReason | null {
    const isSame = seen.partialBytes > 0 && seen.framesSplit === this.#frame && this.#frameBytesBefore > 0;
    if (!isSame) this.#frameMs = 0;
    else if (seen.isReading) this.#frameMs += elapsedMs;
    this.#frame = seen.framesSplit;
    this.#frameBytesBefore = seen.partialBytes;
    if (seen.partialBytes === 0 || !seen.isReading) return null;
    if (seen.partialBytes < FIXED_HEADER_BYTES && this.#frameMs >= limits.headerMs)
      return { label: 'slow-header', detail: `a request header did not arrive within ${limits.headerMs} ms` };
    const owed = (this.#frameMs / 1000) * limits.frameBytesPerSecondMin;
    if (this.#frameMs >= limits.frameMs && seen.partialBytes < owed)
      return {
        label: 'slow-frame',
        detail: `a request arrived slower than ${limits.frameBytesPerSecondMin} bytes per second for ${limits.frameMs} ms`,
      };
    return null;
  }

  private reader(elapsedMs: number, seen: ConnectionGlimpse, limits: ConnectionLimits): CloseReason | null {
    const taken = seen.bytesWritten - seen.bytesUnsent;
    const isMoving = taken - this.#bytesTakenBefore >= limits.slowReaderBytesMin;
    if (seen.bytesUnsent <= limits.slowReaderUnsentBytes || isMoving) {
      this.#slowReaderMs = 0;
      this.#bytesTakenBefore = taken;
      return null;
    }
    this.#slowReaderMs += elapsedMs;
    if (this.#slowReaderMs < limits.slowReaderMs) return null;
    return {
      label: 'slow-reader',
      detail: `${seen.bytesUnsent} bytes of responses left unread for ${limits.slowReaderMs} ms`,
    };
  }

  private idle(elapsedMs: number, seen: ConnectionGlimpse, limits: ConnectionLimits): CloseReason | null {
    if (seen.wasActive || seen.requestsInFlight > 0) this.#idleMs = 0;
    else this.#idleMs += elapsedMs;
    if (limits.idleMs === null || this.#idleMs < limits.idleMs) return null;
    return { label: 'idle', detail: `nothing went either way for ${limits.idleMs} ms` };
  }
}
