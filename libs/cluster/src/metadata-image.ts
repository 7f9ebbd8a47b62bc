import {
  brokerConfigKey,
  type BrokerRecord,
  type ClusterRecord,
  type ConfigRecord,
  keyPrefix,
  type MetadataRecord,
  type PartitionRecord,
  type ProducerIdsRecord,
  topicConfigKey,
  type TopicNameRecord,
  type TopicRecord,
} from '@yak/control';
import { type BrokerId, partitionIndex, type PartitionIndex, topicId as parseTopicId, type TopicId } from '@yak/model';
import type { FedBatch, FedRecord } from './ports';
import { isNewer } from './rules/record-order';

/** One topic as it stands. */
export interface TopicImage {
  readonly topicId: TopicId;
  readonly name: string;
  readonly partitionCount: number;
  /** By index; none missing, as topics and their partitions are written together. */
  readonly partitions: readonly PartitionRecord[];
}

/** What a batch really changed; records older than what was known are not in here (R12). */
export interface AppliedChanges {
  readonly revision: number;
  readonly partitions: readonly PartitionRecord[];
  /** New topics, and topics with more partitions. */
  readonly topics: readonly TopicRecord[];
  readonly deletedTopics: readonly TopicRecord[];
  readonly brokers: readonly BrokerRecord[];
  readonly configs: readonly ConfigRecord[];
}

/** The metadata as everyone reads it: consistent within one turn, as batches are applied whole. */
export interface MetadataView {
  /** Newest revision applied; 0 before the first batch. */
  readonly revision: number;
  readonly clusterId: string | null;
  /** Any broker that lives, as in KRaft: the lowest id; null where none does. */
  readonly controllerId: BrokerId | null;
  readonly topicCount: number;
  topicByName(name: string): TopicImage | null;
  topicById(id: TopicId): TopicImage | null;
  /** In no order. */
  topics(): Iterable<TopicImage>;
  partition(id: TopicId, partition: PartitionIndex): PartitionRecord | null;
  broker(id: BrokerId): BrokerRecord | null;
  /** Every registered broker, fenced ones too, by id. */
  brokers(): readonly BrokerRecord[];
  /** Those that are neither fenced nor unknown, by id. */
  aliveBrokers(): readonly BrokerRecord[];
  /** The settings given to a topic itself. */
  topicConfig(id: TopicId): ReadonlyMap<string, string>;
  /** The dynamic settings given to one broker, or to all of them. */
  brokerConfig(broker: BrokerId | 'default'): ReadonlyMap<string, string>;
}

interface TopicEntry {
  record: TopicRecord | null;
  readonly partitions: (PartitionRecord | undefined)[];
  image: TopicImage | null;
}

interface Delta {
  readonly partitions: PartitionRecord[];
  readonly topics: TopicRecord[];
  readonly deletedTopics: TopicRecord[];
  readonly brokers: BrokerRecord[];
  readonly configs: ConfigRecord[];
}

const NO_ENTRIES: ReadonlyMap<string, string> = new Map();

/** The metadata of the cluster in memory, fed in order by one writer; applying a record costs what that record costs. */
export class MetadataImage implements MetadataView {
  readonly #topics = new Map<TopicId, TopicEntry>();
  readonly #topicIds = new Map<string, TopicId>();
  readonly #brokers = new Map<BrokerId, BrokerRecord>();
  readonly #configs = new Map<
    string,
    { readonly record: ConfigRecord; readonly entries: ReadonlyMap<string, string> }
  >();
  readonly #names = new Map<string, TopicNameRecord>();
  readonly #revisions = new Map<string, number>();
  #cluster: ClusterRecord | null = null;
  #producerIds: ProducerIdsRecord | null = null;
  #sortedBrokers: readonly BrokerRecord[] = [];
  #revision = 0;

  get revision(): number {
    return this.#revision;
  }

  get clusterId(): string | null {
    return this.#cluster?.clusterId ?? null;
  }

  get controllerId(): BrokerId | null {
    return this.aliveBrokers()[0]?.brokerId ?? null;
  }

  get topicCount(): number {
    return this.#topicIds.size;
  }

  get cluster(): ClusterRecord | null {
    return this.#cluster;
  }

  get producerIds(): ProducerIdsRecord | null {
    return this.#producerIds;
  }

  /** The revision that a key has, 0 where it does not exist: what a compare-and-set of a decision from this image expects. */
  revisionOf(key: string): number {
    return this.#revisions.get(key) ?? 0;
  }

  topicByName(name: string): TopicImage | null {
    const id = this.#topicIds.get(name);
    return id === undefined ? null : this.topicById(id);
  }

  topicById(id: TopicId): TopicImage | null {
    const entry = this.#topics.get(id);
    return entry?.record === null || entry === undefined ? null : imageOf(entry, entry.record);
  }

  *topics(): Iterable<TopicImage> {
    for (const entry of this.#topics.values()) if (entry.record !== null) yield imageOf(entry, entry.record);
  }

  partition(id: TopicId, partition: PartitionIndex): PartitionRecord | null {
    return this.#topics.get(id)?.partitions[partition] ?? null;
  }

  /** Every partition record, in no order. */
  *partitions(): Iterable<PartitionRecord> {
    for (const entry of this.#topics.values())
      for (const record of entry.partitions) if (record !== undefined) yield record;
  }

  broker(id: BrokerId): BrokerRecord | null {
    return this.#brokers.get(id) ?? null;
  }

  brokers(): readonly BrokerRecord[] {
    return this.#sortedBrokers;
  }

  aliveBrokers(): readonly BrokerRecord[] {
    return this.#sortedBrokers.filter((broker) => broker.state !== 'fenced');
  }

  topicConfig(id: TopicId): ReadonlyMap<string, string> {
    return this.#configs.get(topicConfigKey(id))?.entries ?? NO_ENTRIES;
  }

  brokerConfig(broker: BrokerId | 'default'): ReadonlyMap<string, string> {
    return this.#configs.get(brokerConfigKey(broker))?.entries ?? NO_ENTRIES;
  }

  /** The settings record under a key; null where none was given. */
  configRecord(key: string): ConfigRecord | null {
    return this.#configs.get(key)?.record ?? null;
  }

  /** Who holds a name's reservation, by its key (see `topicNameKey`); null where nobody does. */
  nameReservation(key: string): TopicNameRecord | null {
    return this.#names.get(key) ?? null;
  }

  /** Takes a batch of the feed. What is older than what is known is ignored and not in the result (R12). */
  apply(batch: FedBatch): AppliedChanges {
    const delta: Delta = { partitions: [], topics: [], deletedTopics: [], brokers: [], configs: [] };
    for (const change of batch.changes) this.#applyRecord(change, delta);
    this.#revision = Math.max(this.#revision, batch.revision);
    return { revision: this.#revision, ...delta };
  }

  #applyRecord(change: FedRecord, delta: Delta): void {
    if (change.record === null) {
      this.#remove(change.key, delta);
      return;
    }
    if (this.#put(change.key, change.record, delta)) this.#revisions.set(change.key, change.revision);
  }

  #put(key: string, record: MetadataRecord, delta: Delta): boolean {
    switch (record.kind) {
      case 'cluster':
        return this.#putCluster(record);
      case 'broker':
        return this.#putBroker(record, delta);
      case 'topic':
        return this.#putTopic(record, delta);
      case 'topic-name':
        this.#names.set(key, record);
        return true;
      case 'partition':
        return this.#putPartition(record, delta);
      case 'config':
        return this.#putConfig(key, record, delta);
      case 'producer-ids':
        return this.#putProducerIds(record);
    }
  }

  #putCluster(record: ClusterRecord): boolean {
    if (!isNewer(record, this.#cluster)) return false;
    this.#cluster = record;
    return true;
  }

  #putConfig(key: string, record: ConfigRecord, delta: Delta): boolean {
    if (!isNewer(record, this.#configs.get(key)?.record ?? null)) return false;
    this.#configs.set(key, { record, entries: new Map(Object.entries(record.entries)) });
    delta.configs.push(record);
    return true;
  }

  #putProducerIds(record: ProducerIdsRecord): boolean {
    if (!isNewer(record, this.#producerIds)) return false;
    this.#producerIds = record;
    return true;
  }

  #putBroker(record: BrokerRecord, delta: Delta): boolean {
    if (!isNewer(record, this.#brokers.get(record.brokerId) ?? null)) return false;
    this.#brokers.set(record.brokerId, record);
    this.#sortedBrokers = [...this.#brokers.values()].sort((one, other) => one.brokerId - other.brokerId);
    delta.brokers.push(record);
    return true;
  }

  #putTopic(record: TopicRecord, delta: Delta): boolean {
    const entry = this.#entryOf(record.topicId);
    if (!isNewer(record, entry.record)) return false;
    entry.record = record;
    entry.image = null;
    this.#topicIds.set(record.name, record.topicId);
    delta.topics.push(record);
    return true;
  }

  #putPartition(record: PartitionRecord, delta: Delta): boolean {
    const entry = this.#entryOf(record.topicId);
    if (!isNewer(record, entry.partitions[record.partition] ?? null)) return false;
    entry.partitions[record.partition] = record;
    entry.image = null;
    delta.partitions.push(record);
    return true;
  }

  #entryOf(id: TopicId): TopicEntry {
    const known = this.#topics.get(id);
    if (known !== undefined) return known;
    const entry: TopicEntry = { record: null, partitions: [], image: null };
    this.#topics.set(id, entry);
    return entry;
  }

  #remove(key: string, delta: Delta): void {
    this.#revisions.delete(key);
    this.#configs.delete(key);
    this.#names.delete(key);
    if (key.startsWith(keyPrefix.topic)) this.#removeTopic(parseTopicId(key.slice(keyPrefix.topic.length)), delta);
    else if (key.startsWith(keyPrefix.partition)) this.#removePartition(key);
  }

  #removeTopic(id: TopicId, delta: Delta): void {
    const entry = this.#topics.get(id);
    if (entry?.record === null || entry === undefined) return;
    delta.deletedTopics.push(entry.record);
    if (this.#topicIds.get(entry.record.name) === id) this.#topicIds.delete(entry.record.name);
    this.#topics.delete(id);
  }

  #removePartition(key: string): void {
    const [id, index] = key.slice(keyPrefix.partition.length).split('.');
    const entry = this.#topics.get(parseTopicId(id ?? ''));
    if (entry === undefined) return;
    entry.partitions[partitionIndex(Number(index))] = undefined;
    entry.image = null;
  }
}

function imageOf(entry: TopicEntry, record: TopicRecord): TopicImage {
  if (entry.image !== null) return entry.image;
  const partitions: PartitionRecord[] = [];
  for (const partition of entry.partitions) if (partition !== undefined) partitions.push(partition);
  entry.image = { topicId: record.topicId, name: record.name, partitionCount: record.partitionCount, partitions };
  return entry.image;
}
