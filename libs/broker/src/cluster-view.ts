import type { MetadataImage, TopicImage } from '@yak/cluster';
import type { BrokerRecord, PartitionRecord } from '@yak/control';
import type { BrokerView, Connection, Endpoint, MetadataView, PartitionView, TopicView } from '@yak/handlers';
import { type BrokerId, isInternalTopic, type TopicId } from '@yak/model';
import type { ListenerSettings } from '@yak/settings';
import { endpointForClient } from './advertised-endpoints';

/** The applied metadata as handlers see it. A topic's view is made once per change of the topic. */
export class ClusterView implements MetadataView {
  readonly brokerId: BrokerId;
  readonly #image: MetadataImage;
  readonly #listeners: ReadonlyMap<string, ListenerSettings>;
  readonly #views = new WeakMap<TopicImage, TopicView>();

  /** @param listeners those of this broker, for `advertised.listeners=auto` */
  constructor(image: MetadataImage, brokerId: BrokerId, listeners: readonly ListenerSettings[]) {
    this.#image = image;
    this.brokerId = brokerId;
    this.#listeners = new Map(listeners.map((listener) => [listener.name, listener]));
  }

  get clusterId(): string {
    return this.#image.clusterId ?? '';
  }

  get controllerId(): BrokerId | null {
    return this.#image.controllerId;
  }

  *topics(): Iterable<TopicView> {
    for (const topic of this.#image.topics()) yield this.#viewOf(topic);
  }

  topicByName(name: string): TopicView | null {
    const topic = this.#image.topicByName(name);
    return topic === null ? null : this.#viewOf(topic);
  }

  topicById(topicId: TopicId): TopicView | null {
    const topic = this.#image.topicById(topicId);
    return topic === null ? null : this.#viewOf(topic);
  }

  brokers(): readonly BrokerView[] {
    return this.#image.aliveBrokers().map((record) => ({
      brokerId: record.brokerId,
      rack: record.rack,
      endpointFor: (connection) => this.#endpointOf(record, connection),
    }));
  }

  overridesOf(topicId: TopicId): ReadonlyMap<string, string> {
    return this.#image.topicConfig(topicId);
  }

  #endpointOf(record: BrokerRecord, connection: Pick<Connection, 'listenerName' | 'clientAddress'>): Endpoint | null {
    const registered = record.endpoints.find(({ listenerName }) => listenerName === connection.listenerName);
    if (registered === undefined) return null;
    const own = record.brokerId === this.brokerId ? this.#listeners.get(connection.listenerName) : undefined;
    if (own === undefined) return { host: registered.host, port: registered.port };
    return endpointForClient(own, registered, connection.clientAddress);
  }

  #viewOf(topic: TopicImage): TopicView {
    const known = this.#views.get(topic);
    if (known !== undefined) return known;
    const { topicId, name } = topic;
    const view = {
      topicId,
      name,
      isInternal: isInternalTopic(name),
      partitions: topic.partitions.map((record) => this.#partitionOf(record)),
    };
    this.#views.set(topic, view);
    return view;
  }

  #partitionOf(record: PartitionRecord): PartitionView {
    const isDead = (brokerId: BrokerId): boolean => (this.#image.broker(brokerId)?.state ?? 'fenced') === 'fenced';
    return {
      partition: record.partition,
      leaderId: record.leader?.brokerId ?? null,
      leaderEpoch: record.leaderEpoch,
      replicas: record.replicas,
      inSyncReplicas: record.isr.map(({ brokerId }) => brokerId),
      eligibleLeaderReplicas: record.elr.map(({ brokerId }) => brokerId),
      lastKnownLeader: record.lastKnownLeader?.brokerId ?? null,
      get offlineReplicas() {
        return record.replicas.filter(isDead);
      },
    };
  }
}
