import { type LogFields, type Logger, seededRandom, silentMeter } from '@yak/base';
import { Journal } from '@yak/journal';
import {
  type ConnectionFacts,
  type ConnectionLimits,
  DEFAULT_CONNECTION_LIMITS,
  KafkaListeners,
  type RequestServer,
  type ServedRequest,
  type Transport,
  type TransportConnection,
} from '@yak/network';
import { DEFAULT_WIRE, MemoryNetwork, VirtualClock, type WireSettings } from '@yak/simulation';

/** A size prefix and the bytes. */
export function framed(body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const prefix = Buffer.alloc(4);
  prefix.writeInt32BE(bytes.length);
  return Buffer.concat([prefix, bytes]);
}

/** Answers at once with the text it was asked, or as `respond` says. Remembers what it was asked. */
export class EchoServer implements RequestServer {
  readonly asked: string[] = [];
  readonly facts: ConnectionFacts[] = [];
  respond: (frame: Buffer) => ServedRequest = (frame) => ({
    accepted: null,
    answer: { kind: 'frames', frames: [framed(frame)], throttleMs: 0 },
  });

  serve(frame: Buffer, facts: ConnectionFacts): ServedRequest {
    this.asked.push(frame.toString('latin1'));
    this.facts.push(facts);
    return this.respond(frame);
  }
}

/** A logger that remembers. */
export class MemoryLogger implements Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: LogFields }[] = [];

  log(level: string, message: string, fields: LogFields = {}): void {
    this.lines.push({ level, message, fields });
  }

  /** The reasons for which connections were closed, oldest first. */
  get closeReasons(): unknown[] {
    return this.lines.filter(({ message }) => message === 'connection closed').map(({ fields }) => fields['reason']);
  }
}

/** The text of every whole frame in some bytes. */
export function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length && at + 4 + bytes.readInt32BE(at) <= bytes.length;) {
    const size = bytes.readInt32BE(at);
    texts.push(bytes.toString('latin1', at + 4, at + 4 + size));
    at += 4 + size;
  }
  return texts;
}

/** The client's end of a raw connection: what arrived, and whether it was closed. */
export class RawClient {
  readonly #chunks: Buffer[] = [];
  #receivedBytes = 0;
  isClosed = false;

  constructor(readonly connection: TransportConnection) {
    connection.onBytes((chunk) => {
      this.#chunks.push(chunk);
      this.#receivedBytes += chunk.length;
    });
    connection.onClosed(() => {
      this.isClosed = true;
    });
  }

  /** Sends each text as a frame. */
  ask(...texts: string[]): void {
    this.connection.write(texts.map(framed));
  }

  get texts(): string[] {
    return textsIn(Buffer.concat(this.#chunks));
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }
}

/** Listeners on a simulated network under a virtual clock. */
export interface BrokerEnd {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly server: EchoServer;
  readonly logger: MemoryLogger;
  readonly journal: Journal;
  readonly listeners: KafkaListeners;
  readonly client: Transport;
}

/** Makes a broker's end that listens on port 9092 once `listeners.start()` was called. */
export function brokerEnd(
  options: {
    readonly limits?: Partial<ConnectionLimits>;
    readonly wire?: Partial<WireSettings>;
    readonly seed?: string;
  } = {},
): BrokerEnd {
  const random = seededRandom(options.seed ?? 'network');
  const clock = new VirtualClock({ random });
  const network = new MemoryNetwork({
    clock,
    random: random.fork('network'),
    wire: { ...DEFAULT_WIRE, ...options.wire },
  });
  const server = new EchoServer();
  const logger = new MemoryLogger();
  const journal = new Journal({ node: 'broker-1', clock, capacity: 1_000 });
  const listeners = new KafkaListeners({
    endpoints: [
      { name: 'PLAINTEXT', host: '127.0.0.1', port: 9092, securityProtocol: 'PLAINTEXT', isInterBroker: false },
    ],
    transport: network.transport('broker'),
    server,
    limits: { ...DEFAULT_CONNECTION_LIMITS, ...options.limits },
    clock,
    journal,
    logger,
    meter: silentMeter,
  });
  return { clock, network, server, logger, journal, listeners, client: network.transport('client') };
}
