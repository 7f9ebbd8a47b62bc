import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { MalformedRequest } from '@yak/codec';
import {
  type AnyApi,
  decodeRequest,
  decodeResponse,
  readRequestHeader,
  type RequestOf,
  type ResponseOf,
} from '@yak/protocol';
import { FrameReader } from '../bench/frame-reader';

/** Hears the requests and answers of one API, each just before it is passed on. */
export interface TapListener<A extends AnyApi> {
  readonly api: A;
  readonly onRequest?: (request: RequestOf<A>, clientId: string) => void;
  readonly onResponse?: (response: ResponseOf<A>, request: RequestOf<A>, clientId: string) => void;
}

interface Waiting {
  readonly listener: TapListener<AnyApi>;
  readonly version: number;
  readonly request: never;
  readonly clientId: string;
}

/** Takes the kind of API away, so that listeners to different ones fit one list. */
export function tapListener<A extends AnyApi>(listener: TapListener<A>): TapListener<AnyApi> {
  return listener;
}

/**
 * Stands between clients and a broker, passes all bytes on as they are, and tells in one order what was asked and answered.
 * The broker must advertise the tap's port.
 */
export class WireTap {
  readonly #sockets = new Set<Socket>();
  readonly #listeners: ReadonlyMap<number, TapListener<AnyApi>>;
  readonly #brokerPort: number;
  readonly #server: Server;

  private constructor(brokerPort: number, listeners: readonly TapListener<AnyApi>[]) {
    this.#brokerPort = brokerPort;
    this.#listeners = new Map(listeners.map((listener) => [listener.api.key, listener]));
    this.#server = createServer((client) => this.#join(client));
  }

  static async open(options: {
    readonly port: number;
    readonly brokerPort: number;
    readonly listeners: readonly TapListener<AnyApi>[];
  }): Promise<WireTap> {
    const tap = new WireTap(options.brokerPort, options.listeners);
    tap.#server.listen(options.port, '127.0.0.1');
    await once(tap.#server, 'listening');
    return tap;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const broker = connect({ port: this.#brokerPort, host: '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    const waiting = new Map<number, Waiting>();
    const asked = new FrameReader((frame) => this.#onRequest(frame, waiting));
    const answered = new FrameReader((frame) => onResponse(frame, waiting));
    this.#pass(client, broker, asked);
    this.#pass(broker, client, answered);
  }

  #pass(from: Socket, to: Socket, reader: FrameReader): void {
    this.#sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      if (to.destroyed || to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
    from.on('error', () => from.destroy()); // 'close' follows
    from.on('close', () => {
      this.#sockets.delete(from);
      to.end();
    });
  }

  #onRequest(frame: Buffer, waiting: Map<number, Waiting>): void {
    const { apiKey, apiVersion, correlationId, clientId, bodyOffset } = readRequestHeader(frame);
    const listener = this.#listeners.get(apiKey);
    if (listener === undefined) return;
    const request = decoded(() => decodeRequest(listener.api, apiVersion, Buffer.from(frame), { bodyOffset }));
    if (request === null) return; // the broker sees for itself
    waiting.set(correlationId, { listener, version: apiVersion, request: request as never, clientId: clientId ?? '' });
    listener.onRequest?.(request as never, clientId ?? '');
  }
}

/** Null where a client sent what does not fit its schema: platformatic names a member that it has forgotten null. */
function decoded(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedRequest) return null;
    throw error;
  }
}

function onResponse(frame: Buffer, waiting: Map<number, Waiting>): void {
  const correlationId = frame.readInt32BE(0);
  const asked = waiting.get(correlationId);
  if (asked === undefined) return;
  waiting.delete(correlationId);
  const { body } = decodeResponse(asked.listener.api, asked.version, Buffer.from(frame));
  asked.listener.onResponse?.(body, asked.request, asked.clientId);
}
