import { assert, type Clock, type Random } from '@yak/base';
import type { Transport, TransportConnection, TransportListener } from '@yak/network';
import { MemoryPipe, type WireSettings } from './memory-pipe';

/** Wires that are quick, chunk like TCP and hold as much as a socket buffer. */
export const DEFAULT_WIRE: WireSettings = {
  latencyMs: { min: 0, max: 2 },
  chunkBytes: { min: 1_024, max: 65_536 },
  windowBytes: 256 * 1024,
};

/** What a simulated network runs on. */
export interface MemoryNetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly wire?: WireSettings;
  /** A dial into nothing fails after this long. */
  readonly dialTimeoutMs?: number;
}

const FIRST_FREE_PORT = 49_152;

class Refused extends Error {
  constructor(
    readonly code: 'ECONNREFUSED' | 'ECONNRESET' | 'EADDRINUSE' | 'ETIMEDOUT',
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** One end of a simulated connection. */
class MemoryConnection implements TransportConnection {
  #bytesListener: (chunk: Buffer) => void = () => undefined;
  #drainedListener: () => void = () => undefined;
  #closedListener: (cause: Error | null) => void = () => undefined;
  #isClosed = false;
  outgoing: MemoryPipe | null = null;
  incoming: MemoryPipe | null = null;
  other: MemoryConnection | null = null;

  readonly remoteAddress = '127.0.0.1';
  readonly remotePort: number;
  readonly localPort: number;

  constructor(
    readonly node: string,
    ports: { readonly remote: number; readonly local: number },
    private readonly clock: Clock,
    private readonly onGone: (connection: MemoryConnection) => void,
  ) {
    this.remotePort = ports.remote;
    this.localPort = ports.local;
  }

  get bytesUnsent(): number {
    return this.outgoing?.bytesUnsent ?? 0;
  }

  write(buffers: readonly Buffer[], onSent?: () => void): void {
    if (this.#isClosed) return;
    this.outgoing?.write(buffers);
    if (onSent !== undefined) this.clock.nextTurn(onSent); // the pipe has copied them: whoever reuses them too soon is found out
  }

  onBytes(listener: (chunk: Buffer) => void): void {
    this.#bytesListener = listener;
  }

  onDrained(listener: () => void): void {
    this.#drainedListener = listener;
  }

  onClosed(listener: (cause: Error | null) => void): void {
    this.#closedListener = listener;
  }

  pause(): void {
    this.incoming?.pause();
  }

  resume(): void {
    this.incoming?.resume();
  }

  end(): void {
    this.outgoing?.end();
  }

  destroy(): void {
    if (this.#isClosed) return;
    const other = this.other;
    this.close(null);
    other?.resetLater();
  }

  deliver(chunk: Buffer): void {
    if (!this.#isClosed) this.#bytesListener(chunk);
  }

  drained(): void {
    if (!this.#isClosed) this.#drainedListener();
  }

  /** The other end has ended its stream: ours ends too, as with sockets that are not allowed to stay half open. */
  ended(): void {
    this.outgoing?.end();
    this.close(null, { keepOutgoing: true });
  }

  /** The listener hears of it in a turn of its own, as with sockets. */
  close(cause: Error | null, how: { readonly keepOutgoing?: boolean } = {}): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (how.keepOutgoing !== true) this.outgoing?.stop();
    this.incoming?.stop();
    this.onGone(this);
    this.clock.nextTurn(() => {
      this.#closedListener(cause);
    });
  }

  private resetLater(): void {
    this.clock.nextTurn(() => {
      this.close(new Refused('ECONNRESET', 'the other end was torn down'));
    });
  }
}

interface Listening {
  readonly node: string;
  readonly onConnection: (connection: TransportConnection) => void;
}

/**
 * A network in memory whose every delay and chunk comes from one Clock and one Random: equal seeds, equal runs. Nodes have
 * names, so that faults can be aimed; addresses are ports of one machine.
 */
export class MemoryNetwork {
  readonly #options: MemoryNetworkOptions;
  readonly #wire: WireSettings;
  readonly #listening = new Map<number, Listening>();
  readonly #connections = new Set<MemoryConnection>();
  readonly #isolated = new Set<string>();
  #portOfLast = FIRST_FREE_PORT;

  constructor(options: MemoryNetworkOptions) {
    this.#options = options;
    this.#wire = options.wire ?? DEFAULT_WIRE;
    assert(this.#wire.chunkBytes.min >= 1, 'a chunk has at least one byte');
  }

  /** The network as one node sees it. */
  transport(node: string): Transport {
    return {
      listen: (place, onConnection) => this.listen(node, place, onConnection),
      dial: (place) => this.dial(node, place),
    };
  }

  /** Connections of this node, counted at its own ends. */
  connectionCount(node: string): number {
    return [...this.#connections].filter((connection) => connection.node === node).length;
  }

  /** Breaks every connection of a node; both ends see a reset. Its listeners stay. */
  cut(node: string): void {
    for (const connection of [...this.#connections]) {
      if (connection.node !== node && connection.other?.node !== node) continue;
      connection.close(new Refused('ECONNRESET', `the connections of ${node} were cut`));
    }
  }

  /** Half-open: nothing reaches or leaves the node, nobody is told, until `heal`. New dials time out. */
  isolate(node: string): void {
    this.#isolated.add(node);
    this.refreshPaths();
  }

  /** Ends an isolation; what was written meanwhile arrives. */
  heal(node: string): void {
    this.#isolated.delete(node);
    this.refreshPaths();
  }

  /** The node's process dies: no listeners, no connections. */
  crash(node: string): void {
    for (const [port, listening] of this.#listening) if (listening.node === node) this.#listening.delete(port);
    this.cut(node);
  }

  private listen(
    node: string,
    place: { host: string; port: number },
    onConnection: (connection: TransportConnection) => void,
  ): Promise<TransportListener> {
    const port = place.port === 0 ? this.freePort() : place.port;
    if (this.#listening.has(port)) return Promise.reject(new Refused('EADDRINUSE', `${place.host}:${port}`));
    const listening = { node, onConnection };
    this.#listening.set(port, listening);
    const close = (): Promise<void> => {
      if (this.#listening.get(port) === listening) this.#listening.delete(port);
      return Promise.resolve();
    };
    return Promise.resolve({ host: place.host === '' ? '127.0.0.1' : place.host, port, close });
  }

  private dial(node: string, place: { host: string; port: number }): Promise<TransportConnection> {
    const { clock, random, dialTimeoutMs = 10_000 } = this.#options;
    const { min, max } = this.#wire.latencyMs;
    return new Promise((resolve, reject) => {
      clock.setTimeout(
        () => {
          const listening = this.#listening.get(place.port);
          if (this.#isolated.has(node) || (listening !== undefined && this.#isolated.has(listening.node))) {
            clock.setTimeout(() => reject(new Refused('ETIMEDOUT', `${place.host}:${place.port}`)), dialTimeoutMs);
          } else if (listening === undefined) reject(new Refused('ECONNREFUSED', `${place.host}:${place.port}`));
          else resolve(this.join(node, listening, place.port));
        },
        min + random.below(max - min + 1),
      );
    });
  }

  private join(dialler: string, listening: Listening, port: number): MemoryConnection {
    const { clock } = this.#options;
    const localPort = this.freePort();
    const forget = (connection: MemoryConnection): void => {
      this.#connections.delete(connection);
    };
    const near = new MemoryConnection(dialler, { remote: port, local: localPort }, clock, forget);
    const far = new MemoryConnection(listening.node, { remote: localPort, local: port }, clock, forget);
    near.other = far;
    far.other = near;
    near.outgoing = far.incoming = this.pipe(near, far);
    far.outgoing = near.incoming = this.pipe(far, near);
    this.#connections.add(near).add(far);
    listening.onConnection(far);
    return near;
  }

  private pipe(from: MemoryConnection, to: MemoryConnection): MemoryPipe {
    const { clock, random } = this.#options;
    return new MemoryPipe({
      clock,
      random,
      wire: this.#wire,
      deliver: (chunk) => {
        to.deliver(chunk);
      },
      onDrained: () => {
        from.drained();
      },
      onEnd: () => {
        to.ended();
      },
    });
  }

  private refreshPaths(): void {
    for (const connection of this.#connections) {
      const isBroken = this.#isolated.has(connection.node) || this.#isolated.has(connection.other?.node ?? '');
      connection.outgoing?.setBlackHole(isBroken);
    }
  }

  private freePort(): number {
    this.#portOfLast += 1;
    return this.#portOfLast;
  }
}
