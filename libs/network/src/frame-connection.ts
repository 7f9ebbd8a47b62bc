import type { Transport } from './ports';

/** A dialled connection that speaks in whole frames. */
export interface FrameConnection {
  readonly bytesUnsent: number;
  readonly isClosed: boolean;
  /** Sends frames that carry their size prefix. */
  send(frames: readonly Buffer[]): void;
  /** Each frame that arrives, without its size prefix. */
  onFrame(listener: (frame: Buffer) => void): void;
  onClosed(listener: (cause: Error | null) => void): void;
  /** Stops and restarts reading. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Dials a broker. Rejects with the transport's cause. A frame above `frameBytesMax` closes the connection. */
export async function dialFrames(_transport: Transport, _place: { host: string; port: number; frameBytesMax?: number }): Promise<FrameConnection> {
  return Promise.reject(new Error('being built'));
}
