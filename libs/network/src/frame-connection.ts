import { FrameSplitter } from './frame-splitter';
import type { Transport } from './ports';

/** Largest response that is taken by default: 256 MiB. */
const FRAME_BYTES_MAX = 256 * 1024 * 1024;

/** A dialled connection that speaks in whole frames. */
export interface FrameConnection {
  readonly bytesUnsent: number;
  readonly isClosed: boolean;
  /** Sends frames that carry their size prefix. */
  send(frames: readonly Buffer[]): void;
  /** Each frame that arrives, without its size prefix. */
  onFrame(listener: (frame: Buffer) => void): void;
  /** After a large send: everything was taken by the operating system. */
  onDrained(listener: () => void): void;
  /** Runs once; `cause` is null when the stream ended in order. */
  onClosed(listener: (cause: Error | null) => void): void;
  pause(): void;
  resume(): void;
  /** Closes now; answers under way are lost. */
  close(): void;
}

/**
 * Dials a broker. Rejects with the transport's cause.
 * @param place.frameBytesMax a frame above it closes the connection; default 256 MiB
 */
export async function dialFrames(
  transport: Transport,
  place: { readonly host: string; readonly port: number; readonly frameBytesMax?: number },
): Promise<FrameConnection> {
  const connection = await transport.dial({ host: place.host, port: place.port });
  const splitter = new FrameSplitter({ frameBytesMax: place.frameBytesMax ?? FRAME_BYTES_MAX });
  let listener: ((frame: Buffer) => void) | null = null;
  let isClosed = false;
  let fault: Error | null = null;
  const takeFrames = (): void => {
    if (listener === null) return;
    try {
      for (let frame = splitter.next(); frame !== null && !isClosed; frame = splitter.next()) listener(frame);
    } catch (error) {
      fault = error instanceof Error ? error : new Error(String(error));
      connection.destroy();
    }
  };
  connection.onBytes((chunk) => {
    if (fault !== null) return;
    splitter.push(chunk);
    takeFrames();
  });
  let onClosed: (cause: Error | null) => void = () => undefined;
  connection.onClosed((cause) => {
    isClosed = true;
    onClosed(fault ?? cause);
  });
  return {
    get bytesUnsent() {
      return connection.bytesUnsent;
    },
    get isClosed() {
      return isClosed;
    },
    send: (frames) => {
      connection.write(frames);
    },
    onFrame: (given) => {
      listener = given;
      takeFrames();
    },
    onDrained: (given) => {
      connection.onDrained(given);
    },
    onClosed: (given) => {
      onClosed = given;
    },
    pause: () => {
      connection.pause();
    },
    resume: () => {
      connection.resume();
    },
    close: () => {
      connection.destroy();
    },
  };
}
