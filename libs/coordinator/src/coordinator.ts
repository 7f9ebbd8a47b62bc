import type { Clock, Logger, Meter, Random } from '@yak/base';
import { type CoordinatorLink, InProcessCoordinatorLink, type MetadataStore } from '@yak/bus';
import { BrokerSessions } from '@yak/cluster';
import type { ClusterRecord, CoordinatorDuties } from '@yak/control';
import { newOperationId } from '@yak/control';
import type { Journal } from '@yak/journal';
import type { BrokerSettings } from '@yak/settings';
import { BrokerDuties } from './broker-duties';
import { ConfigDuties } from './config-duties';
import type { CoordinatorParts } from './coordinator-parts';
import { DecidedWrites } from './decided-writes';
import { LeaderWaits } from './leader-waits';
import { LeadershipDuties } from './leadership-duties';
import { put } from './record-changes';
import { TopicDuties } from './topic-duties';

/** What a coordinator is made of. */
export interface CoordinatorOptions {
  readonly store: MetadataStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly journal: Journal;
  /** Read when they are needed, so dynamic changes count as soon as the owner of this object applies them. */
  readonly settings: BrokerSettings;
  /** A fault of our own: the process that runs this coordinator must end. */
  readonly onFault: (error: unknown) => void;
}

/** A coordinator that is put together. */
export interface Coordinator {
  /** Reads the store, gives every broker a session of grace, serves. Rejects with BusError. */
  start(): Promise<void>;
  /** Serves no more; the store stays its opener's. */
  stop(): Promise<void>;
  /** How brokers of the same process reach it. */
  readonly link: CoordinatorLink;
}

/** Requests through the link that name no limit of their own are given up after this, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Puts a coordinator together: the feed and its image, the sessions, the duties, the link. */
export function assembleCoordinator(options: CoordinatorOptions): Coordinator {
  const { store, clock, random, logger, meter, journal, settings, onFault } = options;
  const link = new InProcessCoordinatorLink({ clock, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  const writes = new DecidedWrites({ store, meter });
  const sessions = new BrokerSessions({
    clock,
    logger,
    meter,
    journal,
    sessionTimeoutMs: settings.value('broker.session.timeout.ms'),
    onExpired: (brokerId, brokerEpoch) => {
      brokers
        .fence(brokerId, brokerEpoch)
        .catch((error: unknown) => logger.log('error', 'broker was not fenced', { brokerId, error }));
    },
    onFault,
  });
  const parts: CoordinatorParts = { writes, sessions, clock, random, logger, meter, journal, settings };
  const brokers = new BrokerDuties(parts);
  const waits = new LeaderWaits({ clock, writes });
  const duties = dutiesOf(parts, brokers, waits);
  return {
    link,
    start: async () => {
      await writes.start();
      await nameCluster(parts);
      sessions.start(writes.image.brokers());
      link.serve(duties);
    },
    stop: () => {
      link.stop();
      sessions.stop();
      waits.stop();
      writes.stop();
      return Promise.resolve();
    },
  };
}

function dutiesOf(parts: CoordinatorParts, brokers: BrokerDuties, waits: LeaderWaits): CoordinatorDuties {
  const leadership = new LeadershipDuties(parts, brokers);
  const topics = new TopicDuties(parts, waits);
  const configs = new ConfigDuties(parts);
  return {
    register: (request) => brokers.register(request),
    heartbeat: (request) => brokers.heartbeat(request),
    controlledShutdown: (request) => brokers.controlledShutdown(request),
    allocateProducerIds: (request) => brokers.allocateProducerIds(request),
    claim: (request) => leadership.claim(request),
    alterIsr: (request) => leadership.alterIsr(request),
    createTopics: (request) => topics.createTopics(request),
    deleteTopics: (request) => topics.deleteTopics(request),
    createPartitions: (request) => topics.createPartitions(request),
    alterConfigs: (request) => configs.alterConfigs(request),
  };
}

/** A store that was never used gets a cluster with a name of its own. */
async function nameCluster({ writes, random }: CoordinatorParts): Promise<void> {
  const clusterId = Buffer.from(random.bytes(16)).toString('base64url');
  const record: ClusterRecord = {
    kind: 'cluster',
    clusterId,
    metadataIncarnation: 0,
    operationId: newOperationId(random),
  };
  await writes.decide(() => ({
    answer: null,
    unit: writes.image.cluster === null ? { changes: [put(writes.image, record)] } : null,
  }));
}
