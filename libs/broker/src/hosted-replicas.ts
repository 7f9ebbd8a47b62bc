import type { Clock, Logger, Meter } from '@yak/base';
import type { AppliedChanges, MetadataImage } from '@yak/cluster';
import type { PartitionRecord, TopicRecord } from '@yak/control';
import type { HostedPartition, LogDirectoryView, ReplicaDirectory } from '@yak/handlers';
import type { Journal } from '@yak/journal';
import { type PartitionIndex, type TopicId, topicPartitionKey } from '@yak/model';
import { type ClaimPort, type LeaderLink, PartitionReplica, type ReplicaIdentity } from '@yak/replica';
import type { BrokerSettings } from '@yak/settings';
import type { LogDirectory, PartitionLog } from '@yak/storage';
import type { ObeyedPartitionRecords } from './obeyed-partition-records';
import type { RecoveryEnds } from './recovery-ends';
import { topicProfile, type TopicProfile } from './topic-profile';
import { TaskLimit } from './task-limit';
import { Waiters } from './waiters';

/** What hosting needs. */
export interface HostedReplicasOptions {
  readonly image: MetadataImage;
  readonly settings: BrokerSettings;
  readonly directory: LogDirectory;
  readonly directoryPath: string;
  readonly obeyedRecords: ObeyedPartitionRecords;
  readonly coordinator: ClaimPort;
  readonly recoveryEnds: Pick<RecoveryEnds, 'follow' | 'forget' | 'close'>;
  readonly leaderLink: LeaderLink;
  /** Told in the turn in which the role or the leader epoch of a replica moved, also when it is closed. It must not throw. */
  readonly onRoleMoved: (replica: PartitionReplica) => void;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** One replica that the metadata gives to this broker, from the first record on; `replica` null until its log is there. */
interface Hosted {
  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: PartitionIndex;
  record: PartitionRecord;
  replica: PartitionReplica | null;
  log: PartitionLog | null;
}

/** Logs made or taken away at once. */
const DISK_TASKS_MAX = 32;

/** Names of the facts that are waited for. */
const SETTLED = 'settled';
const serving = (topicId: TopicId): string => `serving ${topicId}`;
const led = (topic: string, partition: number): string => `led ${topic}-${partition}`;

/** The replicas of this broker: made, told and taken away as the metadata says. */
export class HostedReplicas implements ReplicaDirectory {
  readonly #options: HostedReplicasOptions;
  readonly #hosted = new Map<TopicId, (Hosted | undefined)[]>();
  readonly #serving = new Map<string, (HostedPartition | undefined)[]>();
  readonly #profiles = new Map<TopicId, TopicProfile>();
  readonly #diskTasks = new TaskLimit(DISK_TASKS_MAX);
  /** Those that wait for their log, claim, or will; see `isUnsettled`. */
  readonly #unsettled = new Set<Hosted>();
  /** Those that the record names leader and that do not serve yet. */
  readonly #unserved = new Map<TopicId, Set<Hosted>>();
  readonly #waiters: Waiters;
  #identity: ReplicaIdentity | null = null;

  constructor(options: HostedReplicasOptions) {
    this.#options = options;
    this.#waiters = new Waiters(options.clock);
    options.settings.onChanged(() => this.#reconfigureAll());
  }

  /** The registration is applied here: from now on every partition record is acted upon (R15), those known already first. */
  begin(identity: ReplicaIdentity): void {
    this.#identity = identity;
    this.#removeStrays(identity);
    for (const record of this.#options.image.partitions()) this.#follow(record);
  }

  /** Told after every batch of the metadata feed. */
  apply(changes: AppliedChanges): void {
    if (this.#identity === null) return;
    for (const topic of changes.deletedTopics) this.#removeTopic(topic);
    for (const config of changes.configs)
      if (config.resourceType === 'topic') this.#reconfigure(config.resource as TopicId);
    for (const record of changes.partitions) this.#follow(record);
  }

  find(topic: string, partition: number): HostedPartition | null {
    return this.#serving.get(topic)?.[partition] ?? null;
  }

  /** A replica that has its log, in whatever role; null for one that has not, or is not hosted here. */
  replicaOf(topicId: TopicId, partition: PartitionIndex): PartitionReplica | null {
    const hosted = this.#hosted.get(topicId)?.[partition];
    return hosted?.replica ?? null;
  }

  logDirectories(): readonly LogDirectoryView[] {
    const { directory, directoryPath } = this.#options;
    const logs = Array.from(directory.logs.values(), ({ topic, partition, log }) => ({
      topic,
      partition,
      sizeInBytes: log.sizeInBytes,
    }));
    return [{ path: directoryPath, isOffline: directory.isOffline, totalBytes: null, usableBytes: null, logs }];
  }

  /** Every replica that has its log. */
  *replicas(): Iterable<PartitionReplica> {
    for (const partitions of this.#hosted.values())
      for (const hosted of partitions) if (hosted?.replica) yield hosted.replica;
  }

  /** Whether, within the time, every replica of the topic that this broker is named leader of serves. */
  whenServing(topicId: TopicId, timeoutMs: number): Promise<boolean> {
    const isServing = this.#identity !== null && !this.#unserved.has(topicId);
    return isServing ? Promise.resolve(true) : this.#waiters.when(serving(topicId), timeoutMs);
  }

  /** Whether, within the time, this broker leads the partition, which need not be there yet. */
  whenLeading(topic: string, partition: number, timeoutMs: number): Promise<boolean> {
    const isLeading = this.find(topic, partition)?.replica.role === 'leader';
    return isLeading ? Promise.resolve(true) : this.#waiters.when(led(topic, partition), timeoutMs);
  }

  /** Whether, within the time, nothing is settling any more. */
  whenSettled(timeoutMs: number): Promise<boolean> {
    return this.isSettling ? this.#waiters.when(SETTLED, timeoutMs) : Promise.resolve(true);
  }

  /** Whether some replica still waits for its log, claims, or will once the coordinator knows of this life; false once all that can lead do. */
  get isSettling(): boolean {
    return this.#unsettled.size > 0 && !this.#options.directory.isOffline;
  }

  /** Forgets producers that were silent for longer than `maxAgeMs` and have no open transaction. */
  expireProducers(nowMs: number, maxAgeMs: number): void {
    for (const partitions of this.#hosted.values())
      for (const hosted of partitions) hosted?.log?.producers.expire(nowMs, maxAgeMs);
  }

  /** Ends all replicas; the logs stay with their directory. */
  async close(): Promise<void> {
    this.#waiters.close();
    this.#options.recoveryEnds.close();
    await this.#diskTasks.whenIdle();
    for (const replica of this.replicas()) await replica.close();
    this.#serving.clear();
    this.#hosted.clear();
    this.#unsettled.clear();
    this.#unserved.clear();
    this.#identity = null;
  }

  /** Looks where a replica stands, after its record, its role or its log moved, and tells those who wait for that. */
  #look(hosted: Hosted): void {
    const identity = this.#identity;
    if (identity === null || this.#isGone(hosted)) return;
    const { topicId, topic, partition, replica } = hosted;
    if (isUnsettled(hosted, identity)) this.#unsettled.add(hosted);
    else this.#unsettled.delete(hosted);
    if (isUnserved(hosted, identity)) this.#awaitedOf(topicId).add(hosted);
    else this.#serves(hosted);
    if (replica?.role === 'leader') this.#waiters.announce(led(topic, partition));
    if (!this.isSettling) this.#waiters.announce(SETTLED);
  }

  #awaitedOf(topicId: TopicId): Set<Hosted> {
    const known = this.#unserved.get(topicId);
    if (known !== undefined) return known;
    const unserved = new Set<Hosted>();
    this.#unserved.set(topicId, unserved);
    return unserved;
  }

  #serves(hosted: Hosted): void {
    const { topicId } = hosted;
    const unserved = this.#unserved.get(topicId);
    if (unserved?.delete(hosted) !== true || unserved.size > 0) return;
    this.#unserved.delete(topicId);
    this.#waiters.announce(serving(topicId));
  }

  #follow(record: PartitionRecord): void {
    const identity = this.#identity;
    if (identity === null || !record.replicas.includes(identity.brokerId)) return;
    const partitions = this.#hosted.get(record.topicId) ?? [];
    const known = partitions[record.partition];
    if (known !== undefined) {
      known.record = record;
      if (known.replica !== null) this.#tell(known.replica, record, identity);
      this.#look(known);
      return;
    }
    const topic = this.#options.image.topicById(record.topicId);
    if (topic === null) return;
    const { topicId, partition } = record;
    const hosted: Hosted = { topicId, topic: topic.name, partition, record, replica: null, log: null };
    partitions[record.partition] = hosted;
    this.#hosted.set(topicId, partitions);
    this.#look(hosted);
    const key = topicPartitionKey(topic.name, partition);
    const existing = this.#options.directory.logs.get(key);
    if (existing?.topicId === topicId) this.#open(hosted, existing.log);
    else this.#diskTasks.run(key, () => this.#make(hosted));
  }

  /** Makes the log of a new replica; one that a former topic of the same name left behind goes first. */
  async #make(hosted: Hosted): Promise<void> {
    const { directory, logger } = this.#options;
    const { topicId, topic, partition } = hosted;
    if (this.#isGone(hosted)) return;
    try {
      const existing = directory.logs.get(topicPartitionKey(topic, partition));
      if (existing !== undefined && existing.topicId !== topicId) await directory.deleteLog(topic, partition);
      const log = await directory.createLog({ topicId, topic, partition, settings: this.#profileOf(topicId).log });
      if (this.#isGone(hosted)) await directory.deleteLog(topic, partition);
      else this.#open(hosted, log);
    } catch (error) {
      logger.log('error', 'the log of a replica could not be made', { topic, partition, error });
      this.#look(hosted);
    }
  }

  /** Whether the topic was deleted meanwhile. */
  #isGone({ topicId, partition }: Hosted): boolean {
    return this.#hosted.get(topicId)?.[partition] === undefined;
  }

  #open(hosted: Hosted, log: PartitionLog): void {
    const identity = this.#identity;
    if (identity === null) return;
    const { topicId, topic, partition } = hosted;
    const { obeyedRecords, coordinator, leaderLink, clock, journal, logger, meter } = this.#options;
    const profile = this.#profileOf(topicId);
    log.configure(profile.log);
    const replica = new PartitionReplica({
      topicId,
      topic,
      partition,
      identity,
      log,
      lastObeyed: obeyedRecords.newest(topicId, partition),
      settings: profile.replica,
      coordinator,
      obeyedRecords,
      leaderLink,
      onRoleMoved: () => {
        this.#look(hosted);
        this.#options.onRoleMoved(replica);
      },
      clock,
      journal,
      logger,
      meter,
    });
    hosted.replica = replica;
    hosted.log = log;
    this.#serve(hosted, profile);
    this.#tell(replica, hosted.record, identity);
    this.#look(hosted);
  }

  #tell(replica: PartitionReplica, record: PartitionRecord, identity: ReplicaIdentity): void {
    replica.obey(record, this.#options.image.revision);
    this.#options.recoveryEnds.follow(record, replica, identity);
  }

  #serve({ topic, partition, replica }: Hosted, { rules }: TopicProfile): void {
    if (replica === null) return;
    const serving = this.#serving.get(topic) ?? [];
    serving[partition] = { replica, rules };
    this.#serving.set(topic, serving);
  }

  #removeTopic({ topicId, name }: TopicRecord): void {
    const { obeyedRecords, recoveryEnds } = this.#options;
    this.#profiles.delete(topicId);
    const partitions = this.#hosted.get(topicId) ?? [];
    this.#hosted.delete(topicId);
    if (partitions.length > 0) this.#serving.delete(name);
    for (const hosted of partitions) {
      if (hosted === undefined) continue;
      const { topic, partition, replica } = hosted;
      this.#unsettled.delete(hosted);
      this.#serves(hosted);
      obeyedRecords.forget(topicId, partition);
      recoveryEnds.forget(topicId, partition);
      if (replica === null) continue;
      this.#diskTasks.run(topicPartitionKey(topic, partition), async () => {
        await replica.close();
        await this.#removeLog(topic, partition);
      });
    }
    if (!this.isSettling) this.#waiters.announce(SETTLED);
  }

  async #removeLog(topic: string, partition: PartitionIndex): Promise<void> {
    const { directory, logger } = this.#options;
    await directory.deleteLog(topic, partition).catch((error: unknown) => {
      logger.log('error', 'the log of a deleted topic could not be removed', { topic, partition, error });
    });
  }

  #profileOf(topicId: TopicId): TopicProfile {
    const known = this.#profiles.get(topicId);
    if (known !== undefined) return known;
    const profile = topicProfile(this.#options.settings, this.#options.image.topicConfig(topicId));
    this.#profiles.set(topicId, profile);
    return profile;
  }

  #reconfigureAll(): void {
    for (const topicId of this.#hosted.keys()) this.#reconfigure(topicId);
  }

  #reconfigure(topicId: TopicId): void {
    this.#profiles.delete(topicId);
    for (const hosted of this.#hosted.get(topicId) ?? []) {
      if (!hosted?.replica || hosted.log === null) continue;
      const profile = this.#profileOf(topicId);
      hosted.log.configure(profile.log);
      hosted.replica.configure(profile.replica);
      this.#serve(hosted, profile);
    }
  }

  /**
   * Removes the logs that the metadata gives to nobody here: their topic was deleted while this broker was not there to see it,
   * or died between that and the removal. Source: KIP-858; Kafka LogManager.isStrayReplica.
   */
  #removeStrays({ brokerId }: ReplicaIdentity): void {
    const { directory, image, obeyedRecords, logger, meter } = this.#options;
    const removed = meter.counter(
      'yak_stray_logs_total',
      'Logs removed because the metadata gives them to nobody here.',
    );
    for (const [key, { topicId, topic, partition }] of directory.logs) {
      if (image.partition(topicId, partition)?.replicas.includes(brokerId) === true) continue;
      logger.log('warn', 'a log that the metadata gives to nobody here is removed', { topic, partition, topicId });
      removed.add();
      obeyedRecords.forget(topicId, partition);
      this.#diskTasks.run(key, () => this.#removeLog(topic, partition));
    }
  }
}

/** The record names this broker leader, and the replica does not serve in that epoch. */
function isUnserved({ replica, record }: Hosted, { brokerId }: ReplicaIdentity): boolean {
  if (record.leader?.brokerId !== brokerId) return false;
  return replica?.role !== 'leader' || replica.leaderEpoch !== record.leaderEpoch;
}

/** A follower of nobody that the record counts on is about to claim: its record names an earlier life of this broker still. */
function isUnsettled({ replica, record }: Hosted, { brokerId, directoryId }: ReplicaIdentity): boolean {
  if (replica === null || replica.role === 'candidate') return true;
  if (replica.role !== 'follower') return false;
  const { leader, isr, elr, lastKnownLeader } = record;
  if (leader !== null) return leader.brokerId === brokerId;
  const eligible = isr.length > 0 ? isr : elr;
  if (eligible.length > 0) return eligible.some((member) => member.brokerId === brokerId);
  return lastKnownLeader?.brokerId === brokerId && lastKnownLeader.directoryId === directoryId;
}
