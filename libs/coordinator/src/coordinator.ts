import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { CoordinatorLink, MetadataStore } from '@yak/bus';
import type { Journal } from '@yak/journal';
import type { BrokerSettings } from '@yak/settings';

/** What a coordinator is made of. */
export interface CoordinatorOptions {
  readonly store: MetadataStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly journal: Journal;
  readonly settings: BrokerSettings;
  /** A fault of our own: the process that runs this coordinator must end. */
  readonly onFault: (error: unknown) => void;
}

/** A coordinator that is put together. */
export interface Coordinator {
  /** Reads the store, gives every broker a session of grace, serves. */
  start(): Promise<void>;
  /** Serves no more; the store stays its opener's. */
  stop(): Promise<void>;
  /** How brokers of the same process reach it. */
  readonly link: CoordinatorLink;
}

/** Puts a coordinator together. */
export function assembleCoordinator(_options: CoordinatorOptions): Coordinator {
  throw new Error('being built');
}
