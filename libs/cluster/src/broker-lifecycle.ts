import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { RegisterReply, RegisterRequest } from '@yak/control';
import type { BrokerEpoch, BrokerId } from '@yak/model';
import type { Journal } from '@yak/journal';
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
  /** `broker.heartbeat.interval.ms` and `broker.session.timeout.ms`. */
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  /** Registered; called once per registration, before the phase becomes catching-up. */
  readonly onRegistered: (reply: RegisterReply) => void;
  /** The machine failed: our own fault, the broker stops. */
  readonly onFault: (error: unknown) => void;
}

/** One broker's own life: starting → registering → catching up → serving → leaving. */
export class BrokerLifecycle {
  constructor(readonly options: BrokerLifecycleOptions) {}

  get phase(): BrokerPhase {
    return 'starting';
  }

  /** Null before the registration. */
  get brokerEpoch(): BrokerEpoch | null {
    return null;
  }

  /** Registers, with retries, catches up, asks to be unfenced; resolves once the broker may serve. Rejects with a Refusal's words if refused for good. */
  start(_facts: Omit<RegisterRequest, 'operationId' | 'brokerId'>): Promise<void> {
    return Promise.reject(new Error('being built'));
  }

  /** Told by the metadata feed after each batch was applied. */
  metadataApplied(_revision: number): void {
    throw new Error('being built');
  }

  /** Asks for a controlled shutdown (bounded by the session timeout) and ends the heartbeats. */
  leave(): Promise<void> {
    return Promise.reject(new Error('being built'));
  }
}
