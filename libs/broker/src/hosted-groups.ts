import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { AppliedChanges, MetadataImage } from '@yak/cluster';
import { GroupCoordinator, type GroupLog } from '@yak/groups';
import type { HostedPartition } from '@yak/handlers';
import type { Journal } from '@yak/journal';
import { type LeaderEpoch, OFFSETS_TOPIC, type Offset, type PartitionIndex } from '@yak/model';
import type { LeaderLog, PartitionReplica } from '@yak/replica';
import type { BrokerSettings } from '@yak/settings';
import { GroupSettingsView } from './group-settings-view';
import { GroupTopicsView } from './group-topics-view';

/** What hosting groups needs. */
export interface HostedGroupsOptions {
  readonly image: MetadataImage;
  readonly settings: BrokerSettings;
  readonly replicas: { find(topic: string, partition: number): Pick<HostedPartition, 'rules'> | null };
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** The replica of a partition, as far as its groups go. */
type GroupReplica = Pick<PartitionReplica, 'topic' | 'partition' | 'role' | 'leaderEpoch' | 'leaderLog'>;

/** Batches of groups where nobody says how large they may be: Kafka's default. */
const BATCH_BYTES_MAX = 1_048_588;

/** The groups of this broker: they live where it leads a partition of `__consumer_offsets`, as long as it does. */
export class HostedGroups {
  readonly coordinator: GroupCoordinator;
  readonly #options: HostedGroupsOptions;
  readonly #led = new Map<PartitionIndex, { readonly replica: GroupReplica; readonly epoch: LeaderEpoch }>();

  constructor(options: HostedGroupsOptions) {
    this.#options = options;
    const { image, settings, clock, random, journal, logger, meter } = options;
    this.coordinator = new GroupCoordinator({
      settings: new GroupSettingsView(settings),
      topics: new GroupTopicsView(image),
      partitionsCount: () => this.#partitionsCount(),
      clock,
      random,
      journal,
      logger,
      meter,
    });
  }

  /** Told in the turn in which the role or the leader epoch of a replica moved. */
  roleMoved(replica: GroupReplica): void {
    const { topic, partition, role, leaderEpoch } = replica;
    if (topic !== OFFSETS_TOPIC) return;
    const led = this.#led.get(partition);
    const log = role === 'leader' ? replica.leaderLog() : null;
    if (log === null) {
      if (led?.replica !== replica) return;
      this.#led.delete(partition);
      this.coordinator.resign(partition, `this replica is ${role} in leader epoch ${leaderEpoch}`);
      return;
    }
    if (led?.replica === replica && led.epoch === log.leaderEpoch) return;
    this.#led.set(partition, { replica, epoch: log.leaderEpoch });
    this.coordinator.lead(partition, new HostedGroupLog(log, () => this.#batchBytesMax(partition)));
  }

  /** Told after every batch of the metadata feed. */
  apply({ deletedTopics }: Pick<AppliedChanges, 'deletedTopics'>): void {
    if (deletedTopics.length > 0) this.coordinator.topicsDeleted(deletedTopics.map(({ name }) => name));
  }

  /** Answers nothing more; those who wait are told to look for another coordinator. */
  stop(): void {
    this.#led.clear();
    this.coordinator.stop();
  }

  #partitionsCount(): number {
    const { image, settings } = this.#options;
    return image.topicByName(OFFSETS_TOPIC)?.partitions.length ?? settings.value('offsets.topic.num.partitions');
  }

  #batchBytesMax(partition: PartitionIndex): number {
    return this.#options.replicas.find(OFFSETS_TOPIC, partition)?.rules.maxMessageBytes ?? BATCH_BYTES_MAX;
  }
}

/** The log of one leadership as groups use it. */
class HostedGroupLog implements GroupLog {
  readonly #log: LeaderLog;
  readonly #bytesMax: () => number;

  constructor(log: LeaderLog, bytesMax: () => number) {
    this.#log = log;
    this.#bytesMax = bytesMax;
  }

  get leaderEpoch(): LeaderEpoch {
    return this.#log.leaderEpoch;
  }

  get logStartOffset(): Offset {
    return this.#log.logStartOffset;
  }

  get logEndOffset(): Offset {
    return this.#log.logEndOffset;
  }

  get batchBytesMax(): number {
    return this.#bytesMax();
  }

  append(batch: Buffer): ReturnType<GroupLog['append']> {
    return this.#log.append(batch);
  }

  committed(endOffset: Offset): ReturnType<GroupLog['committed']> {
    return this.#log.committed(endOffset);
  }

  read(startOffset: Offset, bytesMax: number): ReturnType<GroupLog['read']> {
    return this.#log.read(startOffset, bytesMax);
  }
}
