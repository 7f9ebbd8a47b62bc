import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { decodeResponse, encodeRequest, type AnyApi, type RequestInputOf, type ResponseOf } from '@yak/protocol';

/** The connection ended before the answer came. */
export class ConnectionLost extends Error {}

interface Waiting {
  readonly resolve: (frame: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One connection that sends what it is told and hands back decoded answers, in order, without retries, metadata or version
 * choice: a test sees exactly what the broker did.
 */
export class RawConnection {
  readonly #waiting: Waiting[] = [];
  #correlationId = 0;
  #pending: Buffer = Buffer.alloc(0);

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', () => undefined); // 'close' follows and tells the waiting ones
    socket.on('close', () => {
      for (const one of this.#waiting.splice(0)) one.reject(new ConnectionLost('the broker closed the connection'));
    });
  }

  /** Rejects with the operating system's error when nobody listens. */
  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  /** Sends one request and resolves to its decoded answer; rejects with ConnectionLost. */
  async request<A extends AnyApi>(api: A, version: number, body: RequestInputOf<A>): Promise<ResponseOf<A>> {
    this.#correlationId += 1;
    const frames = encodeRequest(api, version, { correlationId: this.#correlationId, clientId: 'raw' }, body as never);
    const frame = await this.exchange(Buffer.concat(frames));
    return decodeResponse(api, version, frame).body as ResponseOf<A>;
  }

  /** Sends bytes as they are (with their size) and resolves to the next frame that comes back, without its size. */
  exchange(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(new ConnectionLost('the connection is closed'));
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #onData(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= 4) {
      const size = this.#pending.readInt32BE(0);
      if (this.#pending.length < 4 + size) return;
      const frame = this.#pending.subarray(4, 4 + size);
      this.#pending = this.#pending.subarray(4 + size);
      this.#waiting.shift()?.resolve(frame);
    }
  }
}
