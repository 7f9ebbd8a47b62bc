import { AutoCreation } from './auto-creation';
import { FetchSessions } from './fetch/fetch-sessions';
import { ParkedFetches } from './fetch/parked-fetches';
import type { BrokerPorts } from './ports';

/** Fetches that wait at once; one more is answered at once. */
const PARKED_FETCHES_MAX = 10_000;

/** One row of ApiVersions. */
export interface AdvertisedApi {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** What handlers remember between requests; one per broker. */
export class HandlerState {
  readonly fetchSessions: FetchSessions;
  readonly parkedFetches: ParkedFetches;
  readonly autoCreation: AutoCreation;
  /** What ApiVersions answers, by API key. */
  readonly advertised: readonly AdvertisedApi[];

  constructor(ports: BrokerPorts, advertised: readonly AdvertisedApi[]) {
    this.fetchSessions = new FetchSessions({
      capacity: ports.settings.fetchSessionsMax,
      clock: ports.clock,
      random: ports.random,
    });
    this.advertised = advertised;
    this.autoCreation = new AutoCreation(ports);
    this.parkedFetches = new ParkedFetches(ports.clock, PARKED_FETCHES_MAX);
  }
}
