import type { Clock, Logger, Meter } from '@yak/base';
import type { Journal } from '@yak/journal';
import type { ConnectionLimits } from './limits';
import type { RequestServer, SecurityProtocol, Transport } from './ports';

/** One address to listen on. */
export interface ListenerEndpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly securityProtocol: SecurityProtocol;
  readonly isInterBroker: boolean;
}

/** What the listeners need of the world. */
export interface KafkaListenersOptions {
  readonly endpoints: readonly ListenerEndpoint[];
  readonly transport: Transport;
  readonly server: RequestServer;
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** All listeners of a broker and the connections that came by them. */
export class KafkaListeners {
  constructor(readonly options: KafkaListenersOptions) {}

  /** Listens on every endpoint; resolves with the addresses as bound, in the order of the endpoints. Rejects, with nothing left open, if one fails. */
  start(): Promise<readonly { name: string; host: string; port: number }[]> {
    return Promise.reject(new Error('being built'));
  }

  /** Accepts no more, lets requests in flight finish for `graceMs`, then closes everything. */
  stop(_how: { graceMs: number }): Promise<void> {
    return Promise.reject(new Error('being built'));
  }
}
