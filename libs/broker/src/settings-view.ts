import type { NewTopic } from '@yak/control';
import type { SettingsView } from '@yak/handlers';
import { OFFSETS_TOPIC } from '@yak/model';
import { type BrokerSettings, ConfigSource, type DescribedSetting, describeTopicSettings } from '@yak/settings';

/** Most partitions in one answer of DescribeTopicPartitions. Source: Kafka max.request.partition.size.limit. */
const DESCRIBED_PARTITIONS_MAX = 2_000;

/** The broker's settings as handlers see them. */
export class BrokerSettingsView implements SettingsView {
  readonly describedPartitionsMax = DESCRIBED_PARTITIONS_MAX;
  readonly #settings: BrokerSettings;

  constructor(settings: BrokerSettings) {
    this.#settings = settings;
  }

  get autoCreateTopicsEnable(): boolean {
    return this.#settings.value('auto.create.topics.enable');
  }

  get deleteTopicEnable(): boolean {
    return this.#settings.value('delete.topic.enable');
  }

  get consumerGroupsEnable(): boolean {
    return this.#settings.value('group.coordinator.rebalance.protocols').includes('consumer');
  }

  get fetchBytesMax(): number {
    return this.#settings.value('fetch.max.bytes');
  }

  get fetchSessionsMax(): number {
    return this.#settings.value('max.incremental.fetch.session.cache.slots');
  }

  get fetchWaitMsMax(): number {
    const limit = this.#settings.value('yak.fetch.max.wait.ms.limit');
    return limit === 0 ? Number.POSITIVE_INFINITY : limit;
  }

  newTopic(name: string): NewTopic {
    const assignments = null;
    if (name !== OFFSETS_TOPIC)
      return { name, partitionCount: null, replicationFactor: null, assignments, configs: [] };
    const settings = this.#settings;
    return {
      name,
      partitionCount: settings.value('offsets.topic.num.partitions'),
      replicationFactor: settings.value('offsets.topic.replication.factor'),
      assignments,
      configs: [
        { name: 'cleanup.policy', value: 'compact' },
        { name: 'compression.type', value: 'producer' },
        { name: 'segment.bytes', value: String(settings.value('offsets.topic.segment.bytes')) },
      ],
    };
  }

  describeTopic(overrides: ReadonlyMap<string, string>): readonly DescribedSetting[] {
    return describeTopicSettings(this.#settings, overrides, null);
  }

  describeBroker(scope: 'this' | 'all'): readonly DescribedSetting[] {
    const described = this.#settings.describe(null);
    return scope === 'this' ? described : described.flatMap(ofAllBrokers);
  }
}

/** A setting as it was altered for all brokers; nothing where it was not. */
function ofAllBrokers(setting: DescribedSetting): DescribedSetting[] {
  const { DYNAMIC_DEFAULT_BROKER_CONFIG: source } = ConfigSource;
  const altered = setting.synonyms.find((synonym) => synonym.source === source);
  if (altered === undefined) return [];
  return [{ ...setting, value: altered.value, source, synonyms: [altered] }];
}
