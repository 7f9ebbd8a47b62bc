import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { CoordinatorLink, MetadataStore } from '@yak/bus';
import { BrokerLifecycle } from '@yak/cluster';
import type { HttpEndpoint, RegisterReply } from '@yak/control';
import { type BrokerPorts, Dispatch, type MetadataView, unlimitedQuota } from '@yak/handlers';
import { Journal } from '@yak/journal';
import { brokerEpoch, brokerId, type BrokerId, ErrorCode, isRefusal, OFFSETS_TOPIC } from '@yak/model';
import { type BoundListener, KafkaListeners, type Transport } from '@yak/network';
import { allowEverything } from '@yak/security';
import { type BrokerSettings, type ListenerSettings, parseListeners } from '@yak/settings';
import type { AppendOnlyFile, Disk, LogDirectory } from '@yak/storage';
import type { LeaderLink, ReplicaIdentity } from '@yak/replica';
import { endpointToBind, endpointToRegister } from './advertised-endpoints';
import { AppliedMetadata } from './applied-metadata';
import { ClaimBatches } from './claim-batches';
import { ClusterView } from './cluster-view';
import { connectionLimits } from './connection-limits';
import { CoordinatorRequests } from './coordinator-requests';
import { type Explained, Explanations } from './explanations';
import { HostedGroups } from './hosted-groups';
import { HostedReplicas } from './hosted-replicas';
import { ObeyedPartitionRecords } from './obeyed-partition-records';
import { RecoveryEnds } from './recovery-ends';
import { BrokerSettingsView } from './settings-view';
import { StartUpGate } from './start-up-gate';
import { openLogDirectory } from './open-log-directory';

/** What a broker is made of. */
export interface BrokerOptions {
  readonly settings: BrokerSettings;
  readonly disk: Disk;
  /** The log directory; what `log.dirs` says is the caller's to read. */
  readonly logDirectoryPath: string;
  readonly transport: Transport;
  readonly coordinatorLink: CoordinatorLink;
  readonly metadataFeed: Pick<MetadataStore, 'watch'>;
  /** What this machine calls itself, for listeners that bind every interface and advertise nothing. */
  readonly hostname: string;
  /** Where HTTP answers for this broker, for people and other brokers; left out where nothing does. */
  readonly httpEndpoint?: HttpEndpoint;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Where its machines write what they did; one of its own when left out. */
  readonly journal?: Journal;
  /** A fault of our own, or another process in our place: the process that runs this broker must end. */
  readonly onFault: (error: unknown) => void;
}

/** How long requests in flight may take to be answered when the broker stops. */
const STOP_GRACE_MS = 5_000;
/** How long the start waits for the first claims; what takes longer goes on behind an open door. */
const SETTLE_MS_MAX = 30_000;
/** How often forgotten producers are looked for. Source: Kafka producer.id.expiration.check.interval.ms. */
const PRODUCER_EXPIRY_CHECK_MS = 600_000;

/** Nobody is followed while no other broker can register: the link that followers will fetch by. */
const NO_LEADERS_ELSEWHERE: LeaderLink = { follow: () => () => undefined };

/** What lives from the opening of the log directory to the stop. */
interface Opened {
  readonly directory: LogDirectory;
  readonly obeyedFile: AppendOnlyFile;
  readonly replicas: HostedReplicas;
  readonly groups: HostedGroups;
  readonly lifecycle: BrokerLifecycle;
  readonly listeners: KafkaListeners;
}

/** One broker: its rooms put together, started and stopped in order. */
export class Broker {
  readonly brokerId: BrokerId;
  readonly journal: Journal;
  readonly #options: BrokerOptions;
  readonly #applied: AppliedMetadata;
  readonly #listenerSettings: readonly ListenerSettings[];
  readonly #view: ClusterView;
  readonly #explanations: Explanations;
  #opened: Opened | null = null;
  #bound: readonly BoundListener[] = [];
  #isSweeping = false;

  /** @throws SettingsError for listeners that cannot be */
  constructor(options: BrokerOptions) {
    const { settings, clock } = options;
    this.#options = options;
    this.brokerId = brokerId(settings.value('node.id'));
    const node = `broker-${this.brokerId}`;
    const capacity = settings.value('yak.journal.entries');
    this.journal = options.journal?.forNode(node) ?? new Journal({ node, clock, capacity });
    this.#applied = new AppliedMetadata(clock);
    this.#listenerSettings = parseListeners(settings);
    this.#view = new ClusterView(this.#applied.image, this.brokerId, this.#listenerSettings);
    this.#explanations = new Explanations({
      brokerId: this.brokerId,
      image: this.#applied.image,
      replicaOf: (topicId, partition) => this.#opened?.replicas.replicaOf(topicId, partition) ?? null,
      groups: () => this.groups,
      journal: this.journal,
    });
  }

  /** Where the listeners are bound, in the order of the settings; empty before `start`. */
  get listeners(): readonly BoundListener[] {
    return this.#bound;
  }

  /** What this broker knows of the cluster. */
  get metadata(): MetadataView {
    return this.#view;
  }

  /** The replicas of this broker; null before `start`. */
  get replicas(): HostedReplicas | null {
    return this.#opened?.replicas ?? null;
  }

  /** Why a partition (`orders-3`) or a group is in its state, or who would know. */
  explain(kind: string, id: string): Explained {
    if (this.#opened === null) return { kind: 'unavailable', detail: 'this broker is starting, or has stopped' };
    return this.#explanations.explain(kind, id);
  }

  /** Where the HTTP of a registered broker answers; null where that is not known. */
  httpEndpointOf(broker: BrokerId): HttpEndpoint | null {
    return this.#applied.image.broker(broker)?.httpEndpoint ?? null;
  }

  /** The groups of this broker; null before `start`. */
  get groups(): HostedGroups['coordinator'] | null {
    return this.#opened?.groups.coordinator ?? null;
  }

  /**
   * Opens the logs, registers, applies the metadata, and only then serves (R15). Resolves when its replicas that can lead do.
   * Rejects with StorageError where the directory cannot be used, BrokerDeposed where the coordinator refuses it.
   */
  async start(): Promise<void> {
    const { directory, obeyedFile } = await openLogDirectory(this.#options);
    const gate = new StartUpGate();
    const listeners = this.#listenersBehind(gate);
    const { replicas, groups } = this.#host(directory, obeyedFile);
    const lifecycle = this.#live(directory, replicas);
    this.#opened = { directory, obeyedFile, replicas, groups, lifecycle, listeners };
    try {
      this.#bound = await listeners.start();
      await this.#applied.follow(this.#options.metadataFeed);
      await this.#register(directory, lifecycle);
    } catch (error) {
      await this.kill();
      throw error;
    }
    const ports = this.#ports({ replicas, groups, lifecycle });
    gate.open(new Dispatch(ports));
    await replicas.whenSettled(SETTLE_MS_MAX);
    if (this.#options.settings.value('yak.internal.topics.eager')) await this.#createOffsetsTopic(ports);
    this.#sweepProducers(replicas);
  }

  /** Serves no more, says so to the coordinator, closes the logs; the next start is a clean one. */
  async stop(): Promise<void> {
    const opened = this.#opened;
    if (opened === null) return;
    this.#opened = null;
    const epoch = opened.lifecycle.brokerEpoch;
    opened.groups.stop(); // first, so that nobody waits for a group while the listeners drain
    await opened.lifecycle.leave();
    await opened.listeners.stop({ graceMs: STOP_GRACE_MS });
    this.#applied.stop();
    await opened.replicas.close();
    if (epoch === null) await opened.directory.abandon();
    else await opened.directory.close({ brokerEpoch: epoch });
    await opened.obeyedFile.close();
  }

  /** Ends at once and writes nothing more, as a killed process would. */
  async kill(): Promise<void> {
    const opened = this.#opened;
    if (opened === null) return;
    this.#opened = null;
    opened.groups.stop();
    opened.lifecycle.abandon();
    this.#applied.stop();
    await opened.directory.abandon();
    await opened.listeners.kill();
    await opened.replicas.close();
    await opened.obeyedFile.close();
  }

  #listenersBehind(gate: StartUpGate): KafkaListeners {
    const { settings, clock, logger, transport, meter } = this.#options;
    const interBroker = settings.value('inter.broker.listener.name');
    return new KafkaListeners({
      endpoints: this.#listenerSettings.map((listener) => endpointToBind(listener, interBroker)),
      transport,
      server: gate,
      limits: connectionLimits(settings),
      clock,
      journal: this.journal,
      logger,
      meter,
    });
  }

  /** The logs must belong to the cluster whose metadata this is, before anything is said in their name. */
  async #register(directory: LogDirectory, lifecycle: BrokerLifecycle): Promise<void> {
    const { settings, random, hostname } = this.#options;
    const { clusterId } = this.#applied.image;
    if (clusterId !== null) await directory.joinCluster(clusterId);
    const { directoryId, cleanShutdownBrokerEpoch: cleanEpoch } = directory;
    await lifecycle.start({
      incarnationId: Buffer.from(random.bytes(16)).toString('base64url'),
      clusterId,
      directoryIds: [directoryId],
      endpoints: this.#listenerSettings.map((listener, index) => {
        const bound = this.#bound[index] ?? { name: listener.name, host: '', port: listener.port };
        return endpointToRegister(listener, bound, hostname);
      }),
      httpEndpoint: this.#options.httpEndpoint ?? null,
      rack: settings.value('broker.rack'),
      cleanShutdown: cleanEpoch === null ? null : { brokerEpoch: brokerEpoch(cleanEpoch), directoryId },
    });
  }

  #host(directory: LogDirectory, obeyedFile: AppendOnlyFile): Pick<Opened, 'replicas' | 'groups'> {
    const { settings, clock, random, logger, meter, coordinatorLink, logDirectoryPath } = this.#options;
    const { journal } = this;
    const { image } = this.#applied;
    const replicas: HostedReplicas = new HostedReplicas({
      image,
      settings,
      directory,
      directoryPath: logDirectoryPath,
      obeyedRecords: new ObeyedPartitionRecords(obeyedFile, clock),
      coordinator: new ClaimBatches({ link: coordinatorLink, clock, random }),
      recoveryEnds: new RecoveryEnds({ link: coordinatorLink, clock, random, logger }),
      leaderLink: NO_LEADERS_ELSEWHERE,
      onRoleMoved: (replica) => groups.roleMoved(replica),
      clock,
      journal,
      logger,
      meter,
    });
    const groups = new HostedGroups({ image, settings, replicas, clock, random, journal, logger, meter });
    this.#applied.onApplied((changes) => {
      if (changes.configs.some(({ resourceType }) => resourceType === 'broker')) this.#applyDynamicSettings();
      replicas.apply(changes);
      groups.apply(changes);
    });
    return { replicas, groups };
  }

  #live(directory: LogDirectory, replicas: HostedReplicas): BrokerLifecycle {
    const { settings, clock, random, logger, meter, coordinatorLink, onFault } = this.#options;
    let identity: ReplicaIdentity | null = null;
    const beginOnceApplied = (): void => {
      if (identity === null || this.#applied.image.revision < identity.registrationPosition) return;
      replicas.begin(identity);
      identity = null;
    };
    const lifecycle = new BrokerLifecycle({
      brokerId: this.brokerId,
      coordinator: coordinatorLink,
      clock,
      random,
      logger,
      meter,
      journal: this.journal,
      heartbeatIntervalMs: settings.value('broker.heartbeat.interval.ms'),
      sessionTimeoutMs: settings.value('broker.session.timeout.ms'),
      onRegistered: (reply: RegisterReply) => {
        identity = {
          brokerId: this.brokerId,
          brokerEpoch: reply.brokerEpoch,
          directoryId: directory.directoryId,
          registrationPosition: reply.revision,
        };
        beginOnceApplied();
      },
      onFault,
    });
    this.#applied.onApplied(({ revision }) => {
      beginOnceApplied();
      lifecycle.metadataApplied(revision);
    });
    return lifecycle;
  }

  #ports({ replicas, groups, lifecycle }: Pick<Opened, 'replicas' | 'groups' | 'lifecycle'>): BrokerPorts {
    const { settings, clock, random, logger, meter, coordinatorLink } = this.#options;
    return {
      metadata: this.#view,
      replicas,
      groups: groups.coordinator,
      coordinator: new CoordinatorRequests({
        link: coordinatorLink,
        applied: this.#applied,
        clock,
        random,
        member: () =>
          lifecycle.brokerEpoch === null ? null : { brokerId: this.brokerId, brokerEpoch: lifecycle.brokerEpoch },
        whenServing: (topicId, timeoutMs) => replicas.whenServing(topicId, timeoutMs),
      }),
      settings: new BrokerSettingsView(settings),
      authoriser: allowEverything,
      quota: unlimitedQuota,
      clock,
      random,
      logger,
      meter,
    };
  }

  /** Makes the topic of the groups where it is not there yet, so that the first group need not wait for it. */
  async #createOffsetsTopic({ coordinator, settings, metadata, logger }: BrokerPorts): Promise<void> {
    if (metadata.topicByName(OFFSETS_TOPIC) !== null) return;
    const topics = [settings.newTopic(OFFSETS_TOPIC)];
    const reply = await coordinator.createTopics({ timeoutMs: SETTLE_MS_MAX, validateOnly: false, topics });
    const outcome = isRefusal(reply) ? reply : reply.outcomes[0];
    if (isRefusal(outcome) && outcome.code !== ErrorCode.TOPIC_ALREADY_EXISTS)
      logger.log('warn', 'the topic of the groups was not created', { topic: OFFSETS_TOPIC, detail: outcome.detail });
  }

  #applyDynamicSettings(): void {
    const { image } = this.#applied;
    this.#options.settings.applyDynamic({
      cluster: image.brokerConfig('default'),
      broker: image.brokerConfig(this.brokerId),
    });
  }

  #sweepProducers(replicas: HostedReplicas): void {
    const { clock } = this.#options;
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const sweep = (): void => {
      if (this.#opened === null) {
        this.#isSweeping = false;
        return;
      }
      replicas.expireProducers(clock.wallMs(), this.#options.settings.value('producer.id.expiration.ms'));
      clock.setTimeout(sweep, PRODUCER_EXPIRY_CHECK_MS);
    };
    clock.setTimeout(sweep, PRODUCER_EXPIRY_CHECK_MS);
  }
}
