import { AssertionFailure, type Clock, type Counter, type Logger, type Meter } from '@yak/base';
import { MalformedRequest } from '@yak/codec';
import { createMachineActor, type Journal, type MachineActor } from '@yak/journal';
import { ANONYMOUS, type Principal } from '@yak/security';
import type { ByteBudget } from './byte-budget';
import type { CloseReason } from './close-reason';
import { ConnectionAges } from './connection-ages';
import { connectionMachine, type ConnectionOwner } from './connection.machine';
import { FrameSplitter } from './frame-splitter';
import type { ConnectionLimits } from './limits';
import type {
  Answer,
  ClientSoftware,
  ConnectionFacts,
  RequestServer,
  SecurityProtocol,
  TransportConnection,
} from './ports';
import { type RequestSlot, ResponseQueue } from './response-queue';

/** Bytes read ahead while a request keeps the next one from starting: enough to notice that the peer has left. */
const READ_AHEAD_BYTES = 64 * 1024;

/** What all connections of a broker share. */
export interface ConnectionSurroundings {
  readonly server: RequestServer;
  readonly limits: ConnectionLimits;
  readonly budget: ByteBudget;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly bytesReceived: Counter;
  readonly bytesSent: Counter;
  readonly requests: Counter;
  /** Called once per connection, when it is gone. */
  onClosed(connection: KafkaConnection, reason: CloseReason): void;
}

/** Where a connection came in. */
export interface ConnectionOrigin {
  readonly id: string;
  readonly listenerName: string;
  readonly securityProtocol: SecurityProtocol;
  readonly isInterBroker: boolean;
}

/**
 * One accepted connection: frames in, requests started in order, responses out in the same order, within limits.
 * The machine says in which phase it is; bytes go past the machine.
 */
export class KafkaConnection implements ConnectionFacts, ConnectionOwner {
  readonly id: string;
  readonly listenerName: string;
  readonly securityProtocol: SecurityProtocol;
  readonly isInterBroker: boolean;
  readonly clientAddress: string;
  readonly localPort: number;
  readonly principal: Principal = ANONYMOUS;
  #clientSoftware: ClientSoftware | null = null;

  readonly #around: ConnectionSurroundings;
  readonly #transport: TransportConnection;
  readonly #actor: MachineActor<typeof connectionMachine>;
  readonly #splitter: FrameSplitter;
  readonly #queue: ResponseQueue;
  readonly #ages = new ConnectionAges();
  readonly #closedListeners = new Set<() => void>();
  #outgoing: Buffer[] = [];
  #outgoingBytes = 0;
  #outgoingSent: (() => void)[] = [];
  #bytesWritten = 0;
  #isOpen = false;
  #isPumping = false;
  #isFlushArmed = false;
  #isAwaitingAcceptance = false;
  #isReservationRefused = false;
  #isPaused = false;
  #isDraining = false;
  #isEnded = false;
  #isClosed = false;
  #wasActive = true;
  #mutedUntilMs = 0;
  #isMuted = false;
  #reason: CloseReason | null = null;

  constructor(transport: TransportConnection, origin: ConnectionOrigin, around: ConnectionSurroundings) {
    this.id = origin.id;
    this.listenerName = origin.listenerName;
    this.securityProtocol = origin.securityProtocol;
    this.isInterBroker = origin.isInterBroker;
    this.clientAddress = transport.remoteAddress;
    this.localPort = transport.localPort;
    this.#transport = transport;
    this.#around = around;
    this.#queue = new ResponseQueue(around.limits.inFlightRequestsMax);
    this.#splitter = new FrameSplitter({
      frameBytesMax: around.limits.unauthenticatedRequestBytesMax,
      reserve: (bytes) => this.reserve(bytes),
    });
    this.#actor = createMachineActor({
      machine: connectionMachine,
      input: { listener: origin.listenerName, client: `${transport.remoteAddress}:${transport.remotePort}` },
      id: origin.id,
      cause: `accepted from ${transport.remoteAddress}:${transport.remotePort}`,
      clock: around.clock,
      journal: around.journal,
      logger: around.logger,
      meter: around.meter,
      owner: this,
      onFault: (error) => {
        this.abort({
          label: 'fault',
          detail: error instanceof Error ? error.message : 'the connection machine failed',
        });
      },
    });
    transport.onBytes((chunk) => {
      this.receive(chunk);
    });
    transport.onDrained(() => {
      this.pump();
    });
    transport.onClosed((cause) => {
      this.gone(cause);
    });
  }

  get isAuthenticated(): boolean {
    return this.#isOpen;
  }

  get clientSoftware(): ClientSoftware | null {
    return this.#clientSoftware;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  setClientSoftware(name: string, version: string): void {
    this.#clientSoftware = { name, version };
  }

  onClosed(listener: () => void): () => void {
    if (this.#isClosed) listener();
    else this.#closedListeners.add(listener);
    return () => {
      this.#closedListeners.delete(listener);
    };
  }

  /** Lets the connection in. PLAINTEXT has nothing to authenticate. */
  admit(): void {
    this.#actor.send({ type: 'connection.admitted', cause: 'within the connection limits' });
    this.#actor.send({ type: 'authentication.succeeded', cause: 'PLAINTEXT needs no authentication' });
  }

  /** Starts no further request and closes once those in flight were answered. */
  drain(reason: CloseReason): void {
    this.#reason ??= reason;
    this.#actor.send({ type: 'drain.started', cause: reason.detail });
  }

  /** Closes now; what was not sent is lost. */
  abort(reason: CloseReason): void {
    this.#reason ??= reason;
    this.#transport.destroy();
  }

  /** Ages the connection by the time since the last sweep; closes it when a deadline has passed. */
  sweep(elapsedMs: number): void {
    const state = this.#actor.state;
    const reason = this.#ages.advance(
      elapsedMs,
      {
        wasActive: this.#wasActive,
        isAuthenticating: state === 'accepted' || state === 'authenticating',
        isDraining: this.#isDraining,
        isEnded: this.#isEnded,
        isReading: this.canStart(),
        requestsInFlight: this.#queue.length,
        partialBytes: this.#splitter.partialBytes,
        framesSplit: this.#splitter.framesSplit,
        bytesUnsent: this.bytesUnsent,
        bytesWritten: this.#bytesWritten,
      },
      this.#around.limits,
    );
    this.#wasActive = false;
    if (reason !== null) this.abort(reason);
  }

  /** Machine: requests may start. */
  open(): void {
    this.#isOpen = true;
    this.#splitter.frameBytesMax = this.#around.limits.requestBytesMax;
    this.pump();
  }

  /** Machine: no further request starts. Bytes are still read, and dropped, to notice that the peer has left. */
  wind(): void {
    this.#isOpen = false;
    this.#isDraining = true;
    this.dropInput();
    this.regulate();
    this.endWhenDone();
  }

  /** Machine: the transport is gone. */
  leave(): void {
    this.#isOpen = false;
    this.#isClosed = true;
    this.dropInput();
    this.#around.budget.forget(this.resumeFromBudget);
    this.#around.budget.release(this.#queue.clear());
    this.#outgoing = [];
    for (const listener of this.#closedListeners) listener();
    this.#closedListeners.clear();
  }

  private get bytesUnsent(): number {
    return this.#transport.bytesUnsent + this.#outgoingBytes;
  }

  private receive(chunk: Buffer): void {
    this.#wasActive = true;
    this.#around.bytesReceived.add(chunk.length);
    if (this.#isDraining || this.#isClosed) return;
    this.#splitter.push(chunk);
    this.pump();
  }

  private canStart(): boolean {
    const { limits, budget } = this.#around;
    return (
      this.#isOpen &&
      !this.#isAwaitingAcceptance &&
      !this.#isMuted &&
      !this.#queue.isFull &&
      this.#queue.bytes < limits.inFlightBytesMax &&
      !budget.isExhausted &&
      this.bytesUnsent <= limits.unsentBytesMax
    );
  }

  /** Starts what has arrived, as far as the limits allow, and reads on or not accordingly. */
  private pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#isReservationRefused = false;
    try {
      while (this.canStart()) {
        const frame = this.#splitter.next();
        if (frame === null) break;
        this.begin(frame);
      }
    } catch (error) {
      if (!(error instanceof MalformedRequest)) throw error;
      this.drain({ label: 'malformed-request', detail: error.message }); // nothing more is read; the responses before it still leave
    } finally {
      this.#isPumping = false;
    }
    this.regulate();
  }

  private begin(frame: Buffer): void {
    const { budget, server } = this.#around;
    if (!FrameSplitter.wasReserved(frame.length)) budget.take(frame.length);
    this.#around.requests.add();
    const slot = this.#queue.push(frame.length);
    let served;
    try {
      served = server.serve(frame, this);
    } catch (error) {
      this.failRequest(slot, error);
      return;
    }
    if (served.accepted !== null) this.awaitAcceptance(served.accepted, slot);
    if (served.answer instanceof Promise) {
      served.answer.then(
        (answer) => this.settle(slot, answer),
        (error: unknown) => this.failRequest(slot, error),
      );
    } else this.settle(slot, served.answer);
  }

  private awaitAcceptance(accepted: Promise<void>, slot: RequestSlot): void {
    this.#isAwaitingAcceptance = true;
    const goOn = (): void => {
      this.#isAwaitingAcceptance = false;
      this.pump();
    };
    accepted.then(goOn, (error: unknown) => {
      this.#isAwaitingAcceptance = false;
      this.failRequest(slot, error);
    });
  }

  /** A request that threw: the peer's fault closes the connection in turn, a broken invariant of ours goes on up. */
  private failRequest(slot: RequestSlot, error: unknown): void {
    if (error instanceof AssertionFailure) throw error;
    const isMalformed = error instanceof MalformedRequest;
    if (!isMalformed)
      this.#around.logger.log('error', 'a request failed in an unforeseen way', { connection: this.id, error });
    const detail = error instanceof Error ? error.message : String(error);
    this.drain({ label: isMalformed ? 'malformed-request' : 'fault', detail });
    this.settle(slot, { kind: 'close', reason: detail });
  }

  private settle(slot: RequestSlot, answer: Answer): void {
    if (this.#isClosed || slot.answer !== null) return;
    slot.answer = answer;
    for (let next = this.#queue.takeAnswered(); next !== undefined; next = this.#queue.takeAnswered()) {
      this.#around.budget.release(next.requestBytes);
      if (next.answer !== null && !this.emit(next.answer)) break;
    }
    if (this.#outgoing.length > 0) this.armFlush();
    else this.endWhenDone();
    this.pump();
  }

  /** Puts an answer on its way. @returns whether answers after it may follow */
  private emit(answer: Answer): boolean {
    switch (answer.kind) {
      case 'frames':
        for (const frame of answer.frames) {
          this.#outgoing.push(frame);
          this.#outgoingBytes += frame.length;
        }
        if (answer.onSent !== undefined) this.#outgoingSent.push(answer.onSent);
        if (answer.throttleMs > 0) this.mute(answer.throttleMs);
        return true;
      case 'silent':
        if (answer.throttleMs !== undefined && answer.throttleMs > 0) this.mute(answer.throttleMs);
        return true;
      case 'close':
        this.#around.budget.release(this.#queue.clear());
        this.drain({ label: 'refused', detail: answer.reason });
        return false;
    }
  }

  /** Writes are gathered: whatever is answered in one turn leaves in one call. */
  private armFlush(): void {
    if (this.#isFlushArmed) return;
    this.#isFlushArmed = true;
    this.#around.clock.nextTurn(() => {
      this.#isFlushArmed = false;
      this.flush();
    });
  }

  private flush(): void {
    if (this.#isClosed) return;
    if (this.#outgoing.length > 0) {
      const bytes = this.#outgoingBytes;
      const frames = this.#outgoing;
      const sent = this.#outgoingSent;
      this.#outgoing = [];
      this.#outgoingSent = [];
      this.#outgoingBytes = 0;
      this.#bytesWritten += bytes;
      this.#wasActive = true;
      this.#around.bytesSent.add(bytes);
      if (sent.length === 0) this.#transport.write(frames);
      else this.#transport.write(frames, () => sent.forEach((onSent) => onSent()));
    }
    this.endWhenDone();
    this.pump();
  }

  private endWhenDone(): void {
    if (this.#isEnded || this.#isClosed || !this.#isDraining) return;
    if (this.#queue.length > 0 || this.#outgoing.length > 0) return;
    this.#isEnded = true;
    this.#transport.end();
  }

  /** Responses went out at once; what is throttled is the next request (KIP-219). */
  private mute(throttleMs: number): void {
    const { clock } = this.#around;
    this.#mutedUntilMs = Math.max(this.#mutedUntilMs, clock.monotonicMs() + throttleMs);
    if (this.#isMuted) return;
    this.#isMuted = true;
    this.armUnmute();
  }

  private armUnmute(): void {
    const { clock } = this.#around;
    const leftMs = Math.max(0, this.#mutedUntilMs - clock.monotonicMs());
    clock.setTimeout(() => {
      if (this.#isClosed) return;
      this.#isMuted = clock.monotonicMs() < this.#mutedUntilMs;
      if (this.#isMuted) this.armUnmute();
      else this.pump();
    }, leftMs);
  }

  private reserve(bytes: number): boolean {
    const { budget } = this.#around;
    this.#isReservationRefused = budget.isExhausted;
    if (!budget.isExhausted) budget.take(bytes);
    return !this.#isReservationRefused;
  }

  private readonly resumeFromBudget = (): void => {
    this.pump();
  };

  /** Pauses or resumes the transport to fit what may be taken. */
  private regulate(): void {
    if (this.#isClosed) return;
    const mayStart = this.canStart() && !this.#isReservationRefused;
    if (this.#isOpen && this.#around.budget.isExhausted) this.#around.budget.onFree(this.resumeFromBudget);
    const shouldPause = this.#isOpen && !mayStart && this.#splitter.unreadBytes >= READ_AHEAD_BYTES;
    if (shouldPause === this.#isPaused) return;
    this.#isPaused = shouldPause;
    if (shouldPause) this.#transport.pause();
    else this.#transport.resume();
  }

  private dropInput(): void {
    this.#around.budget.release(this.#splitter.discard());
  }

  private gone(cause: Error | null): void {
    this.#reason ??=
      cause === null
        ? { label: 'peer-left', detail: 'the peer closed the connection' }
        : { label: 'transport-failed', detail: cause.message };
    this.#actor.send({ type: 'transport.closed', cause: this.#reason.detail });
    if (!this.#isClosed) this.leave(); // the machine had failed
    this.#around.onClosed(this, this.#reason);
  }
}
