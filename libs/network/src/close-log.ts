import type { Clock, Logger, LogLevel, Meter } from '@yak/base';
import type { CloseLabel, CloseReason } from './close-reason';

const WINDOW_MS = 1_000;
const LINES_PER_WINDOW = 20;

const QUIET: ReadonlySet<CloseLabel> = new Set(['peer-left', 'idle', 'stopped']);

/** Counts every closed connection and logs why; at most 20 lines a second, so that a flood of bad peers floods no disk. */
export class CloseLog {
  #windowStartMs = 0;
  #lines = 0;
  #leftOut = 0;

  constructor(private readonly around: { readonly clock: Clock; readonly logger: Logger; readonly meter: Meter }) {}

  /** One connection closed. */
  record(reason: CloseReason, connection: { readonly id: string; readonly clientAddress: string }): void {
    const { clock, logger, meter } = this.around;
    meter
      .counter('yak_network_connections_closed_total', 'Connections that closed, by reason.', { reason: reason.label })
      .add();
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#windowStartMs >= WINDOW_MS) {
      if (this.#leftOut > 0) logger.log('warn', 'connections closed, lines left out', { count: this.#leftOut });
      this.#windowStartMs = nowMs;
      this.#lines = 0;
      this.#leftOut = 0;
    }
    const level: LogLevel = QUIET.has(reason.label) ? 'debug' : 'warn';
    if (level === 'warn' && this.#lines >= LINES_PER_WINDOW) {
      this.#leftOut += 1;
      return;
    }
    if (level === 'warn') this.#lines += 1;
    logger.log(level, 'connection closed', {
      connection: connection.id,
      client: connection.clientAddress,
      reason: reason.label,
      detail: reason.detail,
    });
  }
}
