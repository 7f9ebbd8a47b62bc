import type { Clock, Logger, Meter, Random, TimerId } from '@yak/base';
import { newOperationId, type RegisterReply, type RegisterRequest } from '@yak/control';
import { createMachineActor, type Journal, type MachineActor } from '@yak/journal';
import { type BrokerEpoch, type BrokerId, ErrorCode, errorName, isRefusal, type Refusal } from '@yak/model';
import { brokerLifecycleMachine } from './broker-lifecycle.machine';
import type { BrokerLifecycleEvent } from './events';
import type { CoordinatorPort } from './ports';

/** Where a broker is in its life. */
export type BrokerPhase = 'starting' | 'registering' | 'catching-up' | 'serving' | 'leaving' | 'stopped';

/** What a broker's life needs. */
export interface BrokerLifecycleOptions {
  readonly brokerId: BrokerId;
  readonly coordinator: CoordinatorPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly journal: Journal;
  /** `broker.heartbeat.interval.ms`, > 0. */
  readonly heartbeatIntervalMs: number;
  /** `broker.session.timeout.ms`, > 0: the limit of every request to the coordinator too. */
  readonly sessionTimeoutMs: number;
  /** Registered; called before the phase becomes catching-up. */
  readonly onRegistered: (reply: RegisterReply) => void;
  /** The broker must stop: the machine failed, or another process took its place (a BrokerDeposed). */
  readonly onFault: (error: unknown) => void;
}

/** What the broker says about itself when it registers. */
export type RegistrationStatement = Omit<RegisterRequest, 'operationId' | 'brokerId'>;

/** The coordinator will have nothing of this broker: `refusal` says why. */
export class BrokerDeposed extends Error {
  readonly code = 'YAK_BROKER_DEPOSED';
  constructor(readonly refusal: Refusal) {
    super(`the coordinator refuses this broker: ${errorName(refusal.code)}: ${refusal.detail}`);
    this.name = 'BrokerDeposed';
  }
}

/** Shortest and longest pause between two attempts to register, in milliseconds. */
const RETRY_MS_MIN = 20;
const RETRY_MS_MAX = 1_000;
/** Registering again does not help against these. */
const FINAL_CODES: ReadonlySet<number> = new Set([ErrorCode.INCONSISTENT_CLUSTER_ID, ErrorCode.INVALID_REGISTRATION]);

/** One broker's own life: starting → registering → catching up → serving → leaving. Speaks to the coordinator and nobody else. */
export class BrokerLifecycle {
  readonly #options: BrokerLifecycleOptions;
  readonly #actor: MachineActor<typeof brokerLifecycleMachine>;
  readonly #phaseListeners = new Set<(phase: BrokerPhase) => void>();
  #appliedRevision = 0;
  #registeredRevision = Number.POSITIVE_INFINITY;
  #timer: TimerId | null = null;
  #isBeating = false;
  #resolveStart: (() => void) | null = null;
  #rejectStart: ((error: unknown) => void) | null = null;

  constructor(options: BrokerLifecycleOptions) {
    this.#options = options;
    const { clock, journal, logger, meter } = options;
    this.#actor = createMachineActor({
      machine: brokerLifecycleMachine,
      input: undefined,
      id: `broker-${options.brokerId}`,
      clock,
      journal,
      logger,
      meter,
      onFault: (error) => this.#faulted(error),
      facts: (context) => ({ brokerEpoch: context.brokerEpoch }),
    });
  }

  get phase(): BrokerPhase {
    return this.#actor.state as BrokerPhase;
  }

  /** Null before the registration. */
  get brokerEpoch(): BrokerEpoch | null {
    return this.#actor.context.brokerEpoch;
  }

  /** Calls the listener after every change of the phase. Returns how to end that. */
  onPhase(listener: (phase: BrokerPhase) => void): () => void {
    this.#phaseListeners.add(listener);
    return () => void this.#phaseListeners.delete(listener);
  }

  /**
   * Registers, again and again until the coordinator answers, catches up and is unfenced; resolves once the broker may serve.
   * Rejects with BrokerDeposed where the coordinator refuses for good, or when the broker leaves before.
   */
  start(statement: RegistrationStatement): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resolveStart = resolve;
      this.#rejectStart = reject;
      this.#send({ type: 'start.requested', cause: 'the broker starts' });
      void this.#register(statement, 0);
    });
  }

  /** Told after each batch of the metadata feed was applied, before or after the registration. */
  metadataApplied(revision: number): void {
    const wasBehind = this.#appliedRevision < this.#registeredRevision;
    this.#appliedRevision = Math.max(this.#appliedRevision, revision);
    if (this.phase === 'catching-up' && wasBehind && this.#hasCaughtUp) this.#beatNow();
  }

  /** Asks for a controlled shutdown and ends the heartbeats; resolves too where the coordinator does not answer. */
  async leave(): Promise<void> {
    const { brokerEpoch } = this;
    const wasRegistered = brokerEpoch !== null && (this.phase === 'serving' || this.phase === 'catching-up');
    this.#send({ type: 'leave.requested', cause: 'the broker stops' });
    this.#disarm();
    this.#rejectStart?.(new Error('the broker left before it served'));
    if (wasRegistered) await this.#askToLeave(brokerEpoch);
    this.#send({ type: 'leave.completed', cause: 'left' });
  }

  /** Ends at once, saying nothing to anybody: what a crash looks like from outside. */
  abandon(): void {
    this.#disarm();
    this.#actor.stop('abandoned');
  }

  #isRegistering(): boolean {
    return this.phase === 'registering';
  }

  get #hasCaughtUp(): boolean {
    return this.#appliedRevision >= this.#registeredRevision;
  }

  async #register(statement: RegistrationStatement, attempt: number): Promise<void> {
    const { brokerId, coordinator, random, sessionTimeoutMs, logger } = this.#options;
    if (!this.#isRegistering()) return;
    const operationId = newOperationId(random);
    try {
      const reply = await coordinator.request('register', { ...statement, operationId, brokerId }, sessionTimeoutMs);
      if (!this.#isRegistering()) return;
      if (!isRefusal(reply)) {
        this.#accepted(reply);
        return;
      }
      if (FINAL_CODES.has(reply.code)) {
        this.#depose(reply);
        return;
      }
      logger.log('warn', 'registration refused; it is repeated', { code: errorName(reply.code), detail: reply.detail });
    } catch (error) {
      logger.log('warn', 'coordinator does not answer; registration is repeated', { error });
    }
    this.#arm(() => void this.#register(statement, attempt + 1), retryMs(attempt, random));
  }

  #accepted(reply: RegisterReply): void {
    this.#registeredRevision = reply.revision;
    this.#options.onRegistered(reply);
    this.#send({
      type: 'registration.accepted',
      brokerEpoch: reply.brokerEpoch,
      cause: `registered with broker epoch ${reply.brokerEpoch}`,
    });
    this.#beatNow();
  }

  #beatNow(): void {
    this.#disarm();
    void this.#beat();
  }

  /** One heartbeat, and the next one armed. Never two at once. */
  async #beat(): Promise<void> {
    const { brokerEpoch } = this;
    if (this.#isBeating || brokerEpoch === null) return;
    this.#isBeating = true;
    const appliedRevision = this.#appliedRevision;
    const { brokerId, coordinator, sessionTimeoutMs, heartbeatIntervalMs, logger } = this.#options;
    try {
      const reply = await coordinator.request(
        'heartbeat',
        { brokerId, brokerEpoch, appliedRevision },
        sessionTimeoutMs,
      );
      this.#heard(reply);
    } catch (error) {
      logger.log('warn', 'heartbeat was not answered', { error });
    } finally {
      this.#isBeating = false;
    }
    const isBehindNow = this.phase === 'catching-up' && appliedRevision < this.#registeredRevision && this.#hasCaughtUp;
    if (this.phase === 'catching-up' || this.phase === 'serving')
      this.#arm(() => void this.#beat(), isBehindNow ? 0 : heartbeatIntervalMs);
  }

  #heard(reply: Refusal | { readonly isFenced: boolean }): void {
    if (this.phase !== 'catching-up' && this.phase !== 'serving') return;
    if (isRefusal(reply)) {
      if (reply.code === ErrorCode.STALE_BROKER_EPOCH || reply.code === ErrorCode.BROKER_ID_NOT_REGISTERED)
        this.#depose(reply);
      return;
    }
    if (reply.isFenced === (this.phase === 'catching-up')) return;
    if (reply.isFenced) {
      this.#send({ type: 'broker.fenced', cause: 'the coordinator fenced this broker' });
      return;
    }
    this.#send({ type: 'broker.unfenced', cause: 'the coordinator lets this broker serve' });
    this.#resolveStart?.();
  }

  #depose(reason: Refusal): void {
    const error = new BrokerDeposed(reason);
    const hasServed = this.phase !== 'registering';
    this.#disarm();
    this.#send({ type: 'broker.deposed', cause: `${errorName(reason.code)}: ${reason.detail}` });
    this.#rejectStart?.(error);
    if (hasServed) this.#options.onFault(error);
  }

  #faulted(error: unknown): void {
    this.#disarm();
    this.#rejectStart?.(error);
    this.#options.onFault(error);
  }

  async #askToLeave(brokerEpoch: BrokerEpoch): Promise<void> {
    const { brokerId, coordinator, random, sessionTimeoutMs, logger } = this.#options;
    try {
      await coordinator.request(
        'controlledShutdown',
        { operationId: newOperationId(random), brokerId, brokerEpoch },
        sessionTimeoutMs,
      );
    } catch (error) {
      logger.log('warn', 'coordinator did not answer the controlled shutdown', { error });
    }
  }

  #send(event: BrokerLifecycleEvent): void {
    const before = this.phase;
    this.#actor.send(event);
    const { phase } = this;
    if (phase !== before) for (const listener of this.#phaseListeners) listener(phase);
  }

  #arm(callback: () => void, delayMs: number): void {
    this.#disarm();
    this.#timer = this.#options.clock.setTimeout(callback, delayMs);
  }

  #disarm(): void {
    if (this.#timer !== null) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** Doubles from attempt to attempt, half of it by chance, so that brokers that start together do not stay together. */
function retryMs(attempt: number, random: Random): number {
  const ceiling = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(attempt, 16));
  return ceiling / 2 + (random.fraction() * ceiling) / 2;
}
