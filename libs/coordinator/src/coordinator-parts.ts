import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { BrokerSessions } from '@yak/cluster';
import type { Journal } from '@yak/journal';
import type { BrokerSettings } from '@yak/settings';
import type { DecidedWrites } from './decided-writes';

/** What every duty of the coordinator works with. */
export interface CoordinatorParts {
  readonly writes: DecidedWrites;
  readonly sessions: BrokerSessions;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly journal: Journal;
  readonly settings: BrokerSettings;
}
