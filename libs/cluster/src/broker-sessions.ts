import type { Clock, Logger, Meter, TimerId } from '@yak/base';
import type { BrokerRecord } from '@yak/control';
import { createMachineActor, type Journal, type MachineActor } from '@yak/journal';
import type { BrokerEpoch, BrokerId } from '@yak/model';
import { brokerSessionMachine } from './broker-session.machine';
import { countedSilenceMs, isStalled, judgeSilence } from './rules/session-silence';

/** What the sessions of a coordinator need. */
export interface BrokerSessionsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly journal: Journal;
  /** `broker.session.timeout.ms`, > 0. */
  readonly sessionTimeoutMs: number;
  /** A broker was silent for a whole session: to be fenced in the store. Said again at every look until it is heard. */
  readonly onExpired: (brokerId: BrokerId, brokerEpoch: BrokerEpoch) => void;
  readonly onFault: (error: unknown) => void;
}

interface Session {
  readonly actor: MachineActor<typeof brokerSessionMachine>;
  silentMs: number;
  /** Heard of since this coordinator serves; a session that only has grace does not keep a second process out. */
  wasHeard: boolean;
}

/** Looks at the sessions per session timeout. */
const LOOKS_PER_SESSION = 10;

/** The heartbeats of all brokers: soft state on the coordinator's own monotonic clock, judged by looks that forgive stalls (R19). */
export class BrokerSessions {
  readonly #options: BrokerSessionsOptions;
  readonly #sessions = new Map<BrokerId, Session>();
  readonly #intervalMs: number;
  #lookedAtMs = 0;
  #timer: TimerId | null = null;

  constructor(options: BrokerSessionsOptions) {
    this.#options = options;
    this.#intervalMs = options.sessionTimeoutMs / LOOKS_PER_SESSION;
  }

  /** Gives every broker that the store calls unfenced a whole session of grace, and begins to look. */
  start(brokers: readonly BrokerRecord[]): void {
    for (const broker of brokers) {
      if (broker.state === 'fenced') continue;
      const session = this.#open(broker.brokerId, broker.brokerEpoch, 'known from the metadata store');
      const { brokerEpoch } = broker;
      session.actor.send({ type: 'broker.caught-up', brokerEpoch, cause: 'unfenced in the metadata store' });
      if (broker.state === 'shutting-down')
        session.actor.send({ type: 'shutdown.requested', brokerEpoch, cause: 'shutting down in the metadata store' });
    }
    this.#lookedAtMs = this.#options.clock.monotonicMs();
    this.#arm();
  }

  /** Ends looking and every session. */
  stop(): void {
    if (this.#timer !== null) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
    for (const session of this.#sessions.values()) session.actor.stop('the coordinator stops');
    this.#sessions.clear();
  }

  /** Whether a process with this broker id was heard within a session. */
  isLive(id: BrokerId): boolean {
    const session = this.#sessions.get(id);
    return session !== undefined && session.wasHeard && session.silentMs < this.#options.sessionTimeoutMs;
  }

  /** A registration was committed. */
  registered(id: BrokerId, brokerEpoch: BrokerEpoch): void {
    const session = this.#sessions.get(id) ?? this.#open(id, brokerEpoch, 'registered');
    if (session.actor.context.brokerEpoch !== brokerEpoch) {
      session.actor.send({
        type: 'broker.registered',
        brokerEpoch,
        cause: `registered with broker epoch ${brokerEpoch}`,
      });
    }
    session.silentMs = 0;
    session.wasHeard = true;
  }

  /** A heartbeat of this registration came. */
  heard(id: BrokerId, brokerEpoch: BrokerEpoch): void {
    const session = this.#sessions.get(id) ?? this.#open(id, brokerEpoch, 'heard of');
    const wasSuspect = session.actor.state === 'suspect';
    session.silentMs = 0;
    session.wasHeard = true;
    if (wasSuspect) session.actor.send({ type: 'heartbeat.heard', brokerEpoch, cause: 'heard again' });
  }

  /** The broker was unfenced in the store. */
  caughtUp(id: BrokerId, brokerEpoch: BrokerEpoch): void {
    const session = this.#sessions.get(id);
    if (session?.actor.state !== 'registering' && session?.actor.state !== 'fenced') return;
    session.actor.send({ type: 'broker.caught-up', brokerEpoch, cause: 'applied its own registration' });
  }

  /** The broker asked to leave. */
  shuttingDown(id: BrokerId, brokerEpoch: BrokerEpoch): void {
    this.#sessions
      .get(id)
      ?.actor.send({ type: 'shutdown.requested', brokerEpoch, cause: 'asked for a controlled shutdown' });
  }

  #open(id: BrokerId, brokerEpoch: BrokerEpoch, cause: string): Session {
    const { clock, logger, meter, journal, onFault } = this.#options;
    const actor = createMachineActor({
      machine: brokerSessionMachine,
      input: { brokerEpoch },
      id: `broker-${id}`,
      cause,
      clock,
      journal,
      logger,
      meter,
      onFault,
      facts: (context) => ({ brokerEpoch: context.brokerEpoch }),
    });
    const session: Session = { actor, silentMs: 0, wasHeard: false };
    this.#sessions.set(id, session);
    return session;
  }

  #arm(): void {
    this.#timer = this.#options.clock.setTimeout(() => this.#look(), this.#intervalMs);
  }

  #look(): void {
    const { clock, logger } = this.#options;
    const nowMs = clock.monotonicMs();
    const look = { gapMs: nowMs - this.#lookedAtMs, intervalMs: this.#intervalMs };
    this.#lookedAtMs = nowMs;
    if (isStalled(look)) logger.log('warn', 'coordinator stalled; sessions are extended', { gapMs: look.gapMs });
    for (const session of this.#sessions.values()) session.silentMs += countedSilenceMs(look);
    // In the next turn, after the heartbeats that are already here have been read.
    clock.nextTurn(() => {
      if (this.#timer === null) return;
      for (const [id, session] of this.#sessions) this.#judge(id, session);
      this.#arm();
    });
  }

  #judge(id: BrokerId, session: Session): void {
    const { actor, silentMs } = session;
    const verdict = judgeSilence(silentMs, this.#options.sessionTimeoutMs);
    const { brokerEpoch } = actor.context;
    if (verdict === 'heard') return;
    if (actor.state === 'alive')
      actor.send({ type: 'silence.noticed', brokerEpoch, cause: `silent for ${Math.round(silentMs)} ms` });
    if (verdict !== 'expired') return;
    if (actor.state !== 'fenced') {
      actor.send({
        type: 'session.expired',
        brokerEpoch,
        cause: `silent for a session of ${this.#options.sessionTimeoutMs} ms`,
      });
    }
    this.#options.onExpired(id, brokerEpoch);
  }
}
