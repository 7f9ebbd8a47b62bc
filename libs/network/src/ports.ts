import type { Principal } from '@yak/security';

/** One end of a byte stream between two processes, accepted or dialled. Callbacks are set once, before the first turn ends. */
export interface TransportConnection {
  /** Address of the other end, as text; IPv4 addresses without the `::ffff:` prefix. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  /** Bytes given to `write` that the operating system has not taken yet. */
  readonly bytesUnsent: number;
  /**
   * Sends the buffers in order, gathered into one system call where possible. They must not change until they are sent.
   * @param onSent called when the operating system has all of them; never when the connection breaks before
   */
  write(buffers: readonly Buffer[], onSent?: () => void): void;
  onBytes(listener: (chunk: Buffer) => void): void;
  /** After a large write: everything was taken by the operating system. */
  onDrained(listener: () => void): void;
  /** Once; `cause` is null when the stream ended in order. */
  onClosed(listener: (cause: Error | null) => void): void;
  /** No more `onBytes` (but for a chunk already under way) until `resume`. */
  pause(): void;
  resume(): void;
  /** Sends what was written, then closes. */
  end(): void;
  /** Closes now and drops what was not sent. */
  destroy(): void;
}

/** A place where connections arrive. */
export interface TransportListener {
  readonly host: string;
  readonly port: number;
  /** Accepts no more; the accepted connections stay. */
  close(): Promise<void>;
}

/** Byte streams between processes, as a port: TCP in production, memory under simulation. */
export interface Transport {
  /** @param place port 0 takes any free port. Rejects when the address is taken or not ours. */
  listen(
    place: { host: string; port: number },
    onConnection: (connection: TransportConnection) => void,
  ): Promise<TransportListener>;
  /** Rejects with the cause when nobody answers. */
  dial(place: { host: string; port: number }): Promise<TransportConnection>;
}

/** Security protocols that listeners speak; others refuse to start. */
export type SecurityProtocol = 'PLAINTEXT';

/** What a request may know of the connection it came by. */
export interface ConnectionFacts {
  /** Unique in this process: `<listener>-<number>`. */
  readonly id: string;
  readonly listenerName: string;
  readonly securityProtocol: SecurityProtocol;
  readonly clientAddress: string;
  /** The port of this broker that the client connected to. */
  readonly localPort: number;
  readonly principal: Principal;
  readonly isAuthenticated: boolean;
  /** Whether this is the listener on which brokers speak to brokers. */
  readonly isInterBroker: boolean;
  /** What the client said of itself in ApiVersions; null until then. */
  readonly clientSoftware: ClientSoftware | null;
  readonly isClosed: boolean;
  setClientSoftware(name: string, version: string): void;
  /** Runs once when the connection is gone (at once if it already is). @returns takes the listener away again */
  onClosed(listener: () => void): () => void;
}

/** Name and version that a client gives of itself (KIP-511). */
export interface ClientSoftware {
  readonly name: string;
  readonly version: string;
}

/** What becomes of one request. */
export type Answer =
  /** A response, size prefix included; the connection is muted for `throttleMs` after it was handed over. */
  | {
      readonly kind: 'frames';
      readonly frames: readonly Buffer[];
      readonly throttleMs: number;
      /** Called when the frames have left and their memory is free; never when the connection breaks before. */
      readonly onSent?: () => void;
    }
  /** No response at all (Produce with acks=0). */
  | { readonly kind: 'silent'; readonly throttleMs?: number }
  /** The connection closes once the responses before this one have left. The reason is logged. */
  | { readonly kind: 'close'; readonly reason: string };

/** A request that has been started. */
export interface ServedRequest {
  /** Until it settles, the next request of the connection does not start; null: it may start at once. */
  readonly accepted: Promise<void> | null;
  readonly answer: Answer | Promise<Answer>;
}

/** Who answers requests. The dispatch of the handlers fits it by shape. */
export interface RequestServer {
  /**
   * Starts one request.
   * @param frame the request without its size prefix; the server owns it from now on
   * Throws MalformedRequest for bytes that are no request: the connection closes after the responses before it have left.
   */
  serve(frame: Buffer, connection: ConnectionFacts): ServedRequest;
}
