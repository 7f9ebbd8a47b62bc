import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Transport, TransportConnection, TransportListener } from '../ports';

const KEEP_ALIVE_DELAY_MS = 60_000;
const NOTHING = Buffer.alloc(0);

/** A TCP connection as a TransportConnection. */
class TcpConnection implements TransportConnection {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  readonly #socket: Socket;
  #cause: Error | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.remoteAddress = (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
    this.remotePort = socket.remotePort ?? 0;
    this.localPort = socket.localPort ?? 0;
    socket.on('error', (error) => {
      this.#cause = error;
    });
  }

  get bytesUnsent(): number {
    return this.#socket.writableLength;
  }

  write(buffers: readonly Buffer[], onSent?: () => void): void {
    const last = buffers.at(-1);
    if (!this.#socket.writable || last === undefined) return;
    const sent = (error?: Error | null): void => {
      // of a socket destroyed under a write, Node says that the write went well
      if ((error === undefined || error === null) && !this.#socket.destroyed) onSent?.();
    };
    this.#socket.cork(); // several buffers, one writev
    for (let index = 0; index < buffers.length - 1; index += 1) this.#socket.write(buffers[index] ?? NOTHING);
    this.#socket.write(last, onSent === undefined ? undefined : sent);
    this.#socket.uncork();
  }

  onBytes(listener: (chunk: Buffer) => void): void {
    this.#socket.on('data', listener);
  }

  onDrained(listener: () => void): void {
    this.#socket.on('drain', listener);
  }

  onClosed(listener: (cause: Error | null) => void): void {
    this.#socket.once('close', () => {
      listener(this.#cause);
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

function listen(
  place: { host: string; port: number },
  onConnection: (connection: TransportConnection) => void,
): Promise<TransportListener> {
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS, pauseOnConnect: false },
    (socket) => {
      onConnection(new TcpConnection(socket));
    },
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // An empty host is Kafka's "all interfaces".
    const options = place.host === '' ? { port: place.port } : { host: place.host, port: place.port };
    server.listen({ ...options, backlog: 511 }, () => {
      server.off('error', reject);
      server.on('error', () => server.listening); // an accept that failed (no descriptors left) loses that connection only
      const address = server.address() as AddressInfo;
      resolve({
        host: address.address,
        port: address.port,
        close: () =>
          new Promise((closed) => {
            // Node reports "closed" only after the last connection; accepting stops at once, which is what is promised.
            server.close();
            server.unref();
            closed();
          }),
      });
    });
  });
}

function dial(place: { host: string; port: number }): Promise<TransportConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: place.host,
      port: place.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(new TcpConnection(socket));
    });
  });
}

/** Real TCP: no delay, keep-alive, gathered writes. */
export const tcpTransport: Transport = { listen, dial };
