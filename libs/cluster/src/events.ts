import type { BrokerEpoch } from '@yak/model';

/** A registration of the broker was committed. */
export interface BrokerRegistered {
  readonly type: 'broker.registered';
  readonly cause: string;
  readonly brokerEpoch: BrokerEpoch;
}

/** The broker has applied its own registration and is unfenced in the store. */
export interface BrokerCaughtUp {
  readonly type: 'broker.caught-up';
  readonly cause: string;
  readonly brokerEpoch: BrokerEpoch;
}

/** A broker of whom nothing was heard for a while is heard again. */
export interface HeartbeatHeard {
  readonly type: 'heartbeat.heard';
  readonly cause: string;
  readonly brokerEpoch: BrokerEpoch;
}

/** Half a session without a heartbeat. */
export interface SilenceNoticed {
  readonly type: 'silence.noticed';
  readonly cause: string;
  readonly brokerEpoch: BrokerEpoch;
}

/** A whole session without a heartbeat. */
export interface SessionExpired {
  readonly type: 'session.expired';
  readonly cause: string;
  readonly brokerEpoch: BrokerEpoch;
}

/** The broker asked to leave. */
export interface ShutdownRequested {
  readonly type: 'shutdown.requested';
  readonly cause: string;
  readonly brokerEpoch: BrokerEpoch;
}

/** What the coordinator learns about one broker. */
export type BrokerSessionEvent =
  BrokerRegistered | BrokerCaughtUp | HeartbeatHeard | SilenceNoticed | SessionExpired | ShutdownRequested;

/** What a broker learns about itself. */
export type BrokerLifecycleEvent =
  | { readonly type: 'start.requested'; readonly cause: string }
  | { readonly type: 'registration.accepted'; readonly cause: string; readonly brokerEpoch: BrokerEpoch }
  | { readonly type: 'broker.unfenced'; readonly cause: string }
  | { readonly type: 'broker.fenced'; readonly cause: string }
  | { readonly type: 'broker.deposed'; readonly cause: string }
  | { readonly type: 'leave.requested'; readonly cause: string }
  | { readonly type: 'leave.completed'; readonly cause: string };
