import type { Clock, TimerId } from '@yak/base';
import { MalformedRequest, type MessageInputOf, type MessageOf, type MessageSchema } from '@yak/codec';
import { ErrorCode } from '@yak/model';
import { dialFrames, type FrameConnection, type Transport } from '@yak/network';
import { type Api, ApiVersions, decodeResponse, encodeRequest } from '@yak/protocol';
import { throwIfError, KafkaError } from './kafka-error';
import type { VersionRange } from './version-choice';

/** Requests in flight on one connection at most; a caller above it is refused. */
const IN_FLIGHT_MAX = 1_000;

const SOFTWARE = { clientSoftwareName: 'yak', clientSoftwareVersion: '0.1.0' };

/** What a connection is opened with. */
export interface BrokerConnectionOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  /** How long dialling and each request may take where the request says nothing else. */
  readonly requestTimeoutMs: number;
}

/** How one request is sent. */
export interface SendOptions {
  readonly timeoutMs?: number;
  /** False: the broker will not answer (Produce with acks=0); the promise resolves to null once sent. */
  readonly isAnswered?: boolean;
}

interface InFlight {
  readonly correlationId: number;
  readonly deadlineMs: number;
  readonly take: (frame: Buffer) => void;
  readonly fail: (error: KafkaError) => void;
}

type VersionsAnswer = Pick<MessageOf<typeof ApiVersions.response>, 'errorCode' | 'apiKeys'>;

/** One pipelined connection to one broker. Responses come in request order, and the correlation id of each is checked. */
export class BrokerConnection {
  readonly address: string;
  readonly #options: BrokerConnectionOptions;
  readonly #frames: FrameConnection;
  readonly #inFlight: InFlight[] = [];
  readonly #closedListeners = new Set<() => void>();
  #correlationIdOfLast = 0;
  #versions: ReadonlyMap<number, VersionRange> = new Map();
  #timer: TimerId | null = null;
  #timerDeadlineMs = Infinity;
  #closeCause: KafkaError | null = null;

  private constructor(frames: FrameConnection, options: BrokerConnectionOptions) {
    this.address = `${options.host}:${options.port}`;
    this.#frames = frames;
    this.#options = options;
    frames.onClosed((cause) => {
      this.shut(new KafkaError(ErrorCode.NETWORK_EXCEPTION, `the connection to ${this.address} was lost`, { cause }));
    });
    frames.onFrame((frame) => {
      this.receive(frame);
    });
  }

  /** Dials and asks for the versions. Rejects with KafkaError NETWORK_EXCEPTION or REQUEST_TIMED_OUT. */
  static async open(options: BrokerConnectionOptions): Promise<BrokerConnection> {
    const connection = new BrokerConnection(await dialInTime(options), options);
    try {
      connection.#versions = await connection.askVersions();
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** What the broker speaks, by API key. */
  get versions(): ReadonlyMap<number, VersionRange> {
    return this.#versions;
  }

  get isClosed(): boolean {
    return this.#closeCause !== null;
  }

  get inFlightCount(): number {
    return this.#inFlight.length;
  }

  /** Runs once when the connection is gone. */
  onClosed(listener: () => void): void {
    this.#closedListeners.add(listener);
  }

  /** Sends a request and decodes its answer. Rejects with KafkaError; the answer's own error codes are the caller's to read. */
  async request<Req extends MessageSchema, Res extends MessageSchema>(
    api: Api<Req, Res>,
    version: number,
    body: MessageInputOf<Req>,
    options: SendOptions = {},
  ): Promise<MessageOf<Res>> {
    const frame = await this.exchange(
      (correlationId) => encodeRequest(api, version, { correlationId, clientId: this.#options.clientId }, body),
      options,
    );
    return decodeResponse(api, version, frame).body;
  }

  /** Sends a request that has no answer (Produce with acks=0). Throws KafkaError when the connection is gone. */
  post<Req extends MessageSchema, Res extends MessageSchema>(
    api: Api<Req, Res>,
    version: number,
    body: MessageInputOf<Req>,
  ): void {
    if (this.#closeCause !== null) throw this.#closeCause;
    this.#frames.send(
      encodeRequest(api, version, { correlationId: this.nextCorrelationId(), clientId: this.#options.clientId }, body),
    );
  }

  /** Closes now; requests in flight fail with NETWORK_EXCEPTION. */
  close(): void {
    this.shut(new KafkaError(ErrorCode.NETWORK_EXCEPTION, 'the client closed the connection'));
  }

  private nextCorrelationId(): number {
    this.#correlationIdOfLast = (this.#correlationIdOfLast + 1) & 0x7fffffff;
    return this.#correlationIdOfLast;
  }

  private exchange(encode: (correlationId: number) => Buffer[], options: SendOptions): Promise<Buffer> {
    if (this.#closeCause !== null) return Promise.reject(this.#closeCause);
    if (this.#inFlight.length >= IN_FLIGHT_MAX)
      return Promise.reject(new KafkaError(ErrorCode.NETWORK_EXCEPTION, `${IN_FLIGHT_MAX} requests are in flight`));
    const correlationId = this.nextCorrelationId();
    const frames = encode(correlationId);
    const deadlineMs = this.#options.clock.monotonicMs() + (options.timeoutMs ?? this.#options.requestTimeoutMs);
    return new Promise((resolve, reject) => {
      this.#inFlight.push({ correlationId, deadlineMs, take: resolve, fail: reject });
      this.armTimer(deadlineMs);
      this.#frames.send(frames);
    });
  }

  private receive(frame: Buffer): void {
    const oldest = this.#inFlight.shift();
    const correlationId = frame.length >= 4 ? frame.readInt32BE(0) : null;
    if (oldest !== undefined && correlationId === oldest.correlationId) {
      oldest.take(frame);
      return;
    }
    const fault = new KafkaError(
      ErrorCode.NETWORK_EXCEPTION,
      `${this.address} answered ${correlationId ?? 'nothing'} where ${oldest?.correlationId ?? 'nothing'} was asked`,
    );
    oldest?.fail(fault);
    this.shut(fault);
  }

  /** One timer, for the earliest deadline. */
  private armTimer(deadlineMs: number): void {
    if (deadlineMs >= this.#timerDeadlineMs) return;
    const { clock } = this.#options;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timerDeadlineMs = deadlineMs;
    this.#timer = clock.setTimeout(
      () => {
        this.#timer = null;
        this.#timerDeadlineMs = Infinity;
        this.checkDeadlines();
      },
      Math.max(0, deadlineMs - clock.monotonicMs()),
    );
  }

  private checkDeadlines(): void {
    const nowMs = this.#options.clock.monotonicMs();
    const earliestMs = this.#inFlight.reduce((earliest, request) => Math.min(earliest, request.deadlineMs), Infinity);
    if (earliestMs > nowMs) {
      if (earliestMs < Infinity) this.armTimer(earliestMs);
      return;
    }
    this.shut(new KafkaError(ErrorCode.REQUEST_TIMED_OUT, `${this.address} did not answer in time`));
  }

  private shut(cause: KafkaError): void {
    if (this.#closeCause !== null) return;
    this.#closeCause = cause;
    if (this.#timer !== null) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#frames.close();
    for (const request of this.#inFlight.splice(0)) request.fail(cause);
    for (const listener of this.#closedListeners) listener();
    this.#closedListeners.clear();
  }

  /** A broker that does not know our version of ApiVersions answers in version 0, with the error and its own highest (KIP-511). */
  private async askVersions(): Promise<ReadonlyMap<number, VersionRange>> {
    const newest = ApiVersions.versions.max;
    let answer = await this.askVersionsIn(newest);
    if (answer.errorCode === ErrorCode.UNSUPPORTED_VERSION) {
      const theirs = answer.apiKeys.find(({ apiKey }) => apiKey === ApiVersions.key)?.maxVersion ?? 0;
      answer = await this.askVersionsIn(Math.min(theirs, newest));
    }
    throwIfError(answer.errorCode);
    return new Map(
      answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { min: minVersion, max: maxVersion }]),
    );
  }

  private async askVersionsIn(version: number): Promise<VersionsAnswer> {
    const { clientId } = this.#options;
    const frame = await this.exchange(
      (correlationId) => encodeRequest(ApiVersions, version, { correlationId, clientId }, SOFTWARE),
      {},
    );
    const isRefused = frame.length >= 6 && frame.readInt16BE(4) === ErrorCode.UNSUPPORTED_VERSION;
    return isRefused ? refusedVersions(frame) : decodeResponse(ApiVersions, version, frame).body;
  }
}

/** A refusal in version 0. librdkafka's mock cluster writes one that nobody can read: as good as one that names no version. */
function refusedVersions(frame: Buffer): VersionsAnswer {
  try {
    return decodeResponse(ApiVersions, 0, frame).body;
  } catch (error) {
    if (error instanceof MalformedRequest) return { errorCode: ErrorCode.UNSUPPORTED_VERSION, apiKeys: [] };
    throw error;
  }
}

/** Dials, but not for longer than a request may take. A connection that comes too late is closed. */
function dialInTime({
  transport,
  clock,
  host,
  port,
  requestTimeoutMs,
}: BrokerConnectionOptions): Promise<FrameConnection> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = clock.setTimeout(() => {
      isLate = true;
      reject(
        new KafkaError(ErrorCode.REQUEST_TIMED_OUT, `no connection to ${host}:${port} within ${requestTimeoutMs} ms`),
      );
    }, requestTimeoutMs);
    dialFrames(transport, { host, port }).then(
      (frames) => {
        clock.clearTimeout(timer);
        if (isLate) frames.close();
        else resolve(frames);
      },
      (cause: unknown) => {
        clock.clearTimeout(timer);
        reject(new KafkaError(ErrorCode.NETWORK_EXCEPTION, `no connection to ${host}:${port}`, { cause }));
      },
    );
  });
}
