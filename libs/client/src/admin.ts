import { ErrorCode, type TopicId } from '@yak/model';
import {
  AlterConfigs,
  CreatePartitions,
  CreateTopics,
  DeleteRecords,
  DeleteTopics,
  DescribeCluster,
  DescribeConfigs,
  DescribeLogDirs,
  DescribeProducers,
  DescribeTopicPartitions,
  IncrementalAlterConfigs,
  ListOffsets,
  OffsetForLeaderEpoch,
  type ResponseOf,
} from '@yak/protocol';
import type { ClientCalls, RequestTarget } from './client-calls';
import { errorOf, type KafkaError, throwIfError } from './kafka-error';
import type { TopicDescription } from './metadata-cache';
import { byTopic, type PartitionPlace } from './partition-place';

/** A topic to create. */
export interface NewTopic {
  readonly name: string;
  /** Left out: the broker's default. Not with `assignments`. */
  readonly partitionCount?: number;
  readonly replicationFactor?: number;
  /** Replicas by partition index, from 0 without gaps, the preferred leader first. */
  readonly assignments?: readonly (readonly number[])[];
  readonly configs?: Readonly<Record<string, string | null>>;
}

/** What a call did to one thing: an error, or none. */
export interface Outcome {
  readonly name: string;
  readonly error: KafkaError | null;
}

/** Whose settings: Kafka's resource types. */
export type ConfigResource =
  | { readonly type: 'topic'; readonly name: string }
  | { readonly type: 'broker'; /** Empty: the default of all brokers. */ readonly name: string };

/** One change of one setting. */
export interface ConfigChange {
  readonly name: string;
  readonly operation: 'set' | 'delete' | 'append' | 'subtract';
  readonly value: string | null;
}

const RESOURCE_TYPE = { topic: 2, broker: 4 } as const;
const CONFIG_OPERATION = { set: 0, delete: 1, append: 2, subtract: 3 } as const;
const TIMEOUT_MS = 30_000;

interface Timing {
  readonly timeoutMs?: number;
  /** Everything is checked, nothing is done. */
  readonly isValidateOnly?: boolean;
}

/** Kafka's administrative calls. Those that change something go to the controller, those about partitions to the leaders. */
export class Admin {
  constructor(private readonly calls: ClientCalls) {}

  /** Creates topics; each has its own outcome. */
  async createTopics(
    topics: readonly NewTopic[],
    how: Timing = {},
  ): Promise<
    (Outcome & { readonly topicId: TopicId; readonly partitionCount: number; readonly replicationFactor: number })[]
  > {
    const body = {
      topics: topics.map(newTopicInput),
      timeoutMs: how.timeoutMs ?? TIMEOUT_MS,
      validateOnly: how.isValidateOnly ?? false,
    };
    const answer = await this.toController(
      (target) => this.calls.request(CreateTopics, 'best', body, target),
      (response) => response.topics.map(({ errorCode }) => errorCode),
    );
    return answer.topics.map((topic) => ({
      name: topic.name,
      error: errorOf(topic.errorCode, topic.errorMessage),
      topicId: topic.topicId,
      partitionCount: topic.numPartitions,
      replicationFactor: topic.replicationFactor,
    }));
  }

  /** Deletes topics by name. */
  async deleteTopics(names: readonly string[], how: { readonly timeoutMs?: number } = {}): Promise<Outcome[]> {
    const body = {
      topics: names.map((name) => ({ name, topicId: '0'.repeat(32) as TopicId })),
      topicNames: [...names],
      timeoutMs: how.timeoutMs ?? TIMEOUT_MS,
    };
    const answer = await this.toController(
      (target) => this.calls.request(DeleteTopics, 'best', body, target),
      (response) => response.responses.map(({ errorCode }) => errorCode),
    );
    for (const name of names) this.calls.metadata.forget(name);
    return answer.responses.map(({ name, errorCode, errorMessage }) => ({
      name: name ?? '',
      error: errorOf(errorCode, errorMessage),
    }));
  }

  /** Raises partition counts to a new total. */
  async createPartitions(
    topics: readonly {
      readonly name: string;
      readonly partitionCount: number;
      readonly assignments?: readonly (readonly number[])[];
    }[],
    how: Timing = {},
  ): Promise<Outcome[]> {
    const body = {
      topics: topics.map(({ name, partitionCount, assignments }) => ({
        name,
        count: partitionCount,
        assignments: assignments?.map((brokerIds) => ({ brokerIds: [...brokerIds] })) ?? null,
      })),
      timeoutMs: how.timeoutMs ?? TIMEOUT_MS,
      validateOnly: how.isValidateOnly ?? false,
    };
    const answer = await this.toController(
      (target) => this.calls.request(CreatePartitions, 'best', body, target),
      (response) => response.results.map(({ errorCode }) => errorCode),
    );
    for (const { name } of topics) this.calls.metadata.forget(name);
    return answer.results.map(({ name, errorCode, errorMessage }) => ({
      name,
      error: errorOf(errorCode, errorMessage),
    }));
  }

  /** All topics of the cluster. */
  async listTopics(): Promise<readonly TopicDescription[]> {
    return (await this.calls.metadata.refresh(null)).topics;
  }

  /** Moves the log starts forward to an offset, or to the high watermark. */
  async deleteRecords(
    places: readonly (PartitionPlace & { readonly before: number | 'highWatermark' })[],
    how: { readonly timeoutMs?: number } = {},
  ): Promise<(PartitionPlace & { readonly lowWatermark: number; readonly error: KafkaError | null })[]> {
    return this.atLeaders(places, async (mine, target) => {
      const body = {
        topics: byTopic(mine, ({ partition, before }) => ({
          partitionIndex: partition,
          offset: before === 'highWatermark' ? -1 : before,
        })),
        timeoutMs: how.timeoutMs ?? TIMEOUT_MS,
      };
      const answer = await this.calls.request(DeleteRecords, 'best', body, target);
      return answer.topics.flatMap((topic) =>
        topic.partitions.map(({ partitionIndex, lowWatermark, errorCode }) => ({
          topic: topic.name,
          partition: partitionIndex,
          lowWatermark,
          error: errorOf(errorCode),
        })),
      );
    });
  }

  /**
   * Offsets by time or by end of the log.
   * @param places.timestampMs a time, or −1 the end, −2 the start, −3 the record with the greatest timestamp
   */
  async listOffsets(
    places: readonly (PartitionPlace & { readonly timestampMs: number })[],
    how: { readonly isCommittedOnly?: boolean } = {},
  ): Promise<
    (PartitionPlace & {
      readonly offset: number;
      readonly timestampMs: number;
      readonly leaderEpoch: number;
      readonly error: KafkaError | null;
    })[]
  > {
    return this.atLeaders(places, async (mine, target) => {
      const body = {
        replicaId: -1,
        isolationLevel: how.isCommittedOnly === true ? 1 : 0,
        topics: byTopic(mine, ({ partition, timestampMs }) => ({ partitionIndex: partition, timestamp: timestampMs })),
        timeoutMs: TIMEOUT_MS,
      };
      const answer = await this.calls.request(ListOffsets, 'best', body, target);
      return answer.topics.flatMap((topic) =>
        topic.partitions.map((each) => ({
          topic: topic.name,
          partition: each.partitionIndex,
          offset: each.offset,
          timestampMs: each.timestamp,
          leaderEpoch: each.leaderEpoch,
          error: errorOf(each.errorCode),
        })),
      );
    });
  }

  /** Where leader epochs end. */
  async offsetsForLeaderEpochs(
    places: readonly (PartitionPlace & { readonly leaderEpoch: number })[],
  ): Promise<
    (PartitionPlace & { readonly leaderEpoch: number; readonly endOffset: number; readonly error: KafkaError | null })[]
  > {
    return this.atLeaders(places, async (mine, target) => {
      const topics = byTopic(mine, ({ partition, leaderEpoch }) => ({ partition, leaderEpoch })).map(
        ({ name, partitions }) => ({ topic: name, partitions }),
      );
      const answer = await this.calls.request(OffsetForLeaderEpoch, 'best', { topics }, target);
      return answer.topics.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, leaderEpoch, endOffset, errorCode }) => ({
          topic,
          partition,
          leaderEpoch,
          endOffset,
          error: errorOf(errorCode),
        })),
      );
    });
  }

  /** The idempotent producers that leaders remember. */
  async describeProducers(places: readonly PartitionPlace[]): Promise<
    (PartitionPlace & {
      readonly producers: ResponseOf<
        typeof DescribeProducers
      >['topics'][number]['partitions'][number]['activeProducers'];
      readonly error: KafkaError | null;
    })[]
  > {
    return this.atLeaders(places, async (mine, target) => {
      const topics = byTopic(mine, ({ partition }) => partition).map(({ name, partitions }) => ({
        name,
        partitionIndexes: partitions,
      }));
      const answer = await this.calls.request(DescribeProducers, 'best', { topics }, target);
      return answer.topics.flatMap((topic) =>
        topic.partitions.map((each) => ({
          topic: topic.name,
          partition: each.partitionIndex,
          producers: each.activeProducers,
          error: errorOf(each.errorCode, each.errorMessage),
        })),
      );
    });
  }

  /** Settings of a topic or a broker with their sources; a named broker is asked itself. Throws KafkaError. */
  async describeConfigs(
    resource: ConfigResource,
    what: {
      readonly names?: readonly string[];
      readonly hasSynonyms?: boolean;
      readonly hasDocumentation?: boolean;
    } = {},
  ): Promise<ResponseOf<typeof DescribeConfigs>['results'][number]['configs']> {
    const body = {
      resources: [
        {
          resourceType: RESOURCE_TYPE[resource.type],
          resourceName: resource.name,
          configurationKeys: what.names === undefined ? null : [...what.names],
        },
      ],
      includeSynonyms: what.hasSynonyms ?? false,
      includeDocumentation: what.hasDocumentation ?? false,
    };
    const answer = await this.calls.request(DescribeConfigs, 'best', body, placeOf(resource, 'any'));
    const result = answer.results[0];
    throwIfError(result?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR, result?.errorMessage ?? null);
    return result?.configs ?? [];
  }

  /** Changes single settings, all or none of a resource. Throws KafkaError. */
  async changeConfigs(
    resource: ConfigResource,
    changes: readonly ConfigChange[],
    how: { readonly isValidateOnly?: boolean } = {},
  ): Promise<void> {
    const configs = changes.map(({ name, operation, value }) => ({
      name,
      configOperation: CONFIG_OPERATION[operation],
      value,
    }));
    const body = {
      resources: [{ resourceType: RESOURCE_TYPE[resource.type], resourceName: resource.name, configs }],
      validateOnly: how.isValidateOnly ?? false,
    };
    const answer = await this.calls.request(IncrementalAlterConfigs, 'best', body, placeOf(resource, 'controller'));
    const result = answer.responses[0];
    throwIfError(result?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR, result?.errorMessage ?? null);
  }

  /** Replaces all settings of a resource; those not named return to their defaults. Throws KafkaError. */
  async replaceConfigs(
    resource: ConfigResource,
    values: Readonly<Record<string, string | null>>,
    how: { readonly isValidateOnly?: boolean } = {},
  ): Promise<void> {
    const configs = Object.entries(values).map(([name, value]) => ({ name, value }));
    const body = {
      resources: [{ resourceType: RESOURCE_TYPE[resource.type], resourceName: resource.name, configs }],
      validateOnly: how.isValidateOnly ?? false,
    };
    const answer = await this.calls.request(AlterConfigs, 'best', body, placeOf(resource, 'controller'));
    const result = answer.responses[0];
    throwIfError(result?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR, result?.errorMessage ?? null);
  }

  /** Cluster id, controller and brokers. Throws KafkaError. */
  async describeCluster(): Promise<ResponseOf<typeof DescribeCluster>> {
    const answer = await this.calls.request(DescribeCluster, 'best', { includeClusterAuthorizedOperations: false });
    throwIfError(answer.errorCode, answer.errorMessage);
    return answer;
  }

  /** Sizes of a broker's replicas by log directory; topics null for all. Throws KafkaError. */
  async describeLogDirs(
    brokerId: number,
    topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null = null,
  ): Promise<ResponseOf<typeof DescribeLogDirs>['results']> {
    const asked = topics?.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })) ?? null;
    const answer = await this.calls.request(DescribeLogDirs, 'best', { topics: asked }, { brokerId });
    throwIfError(answer.errorCode);
    return answer.results;
  }

  /** Topics with their partitions, eligible and last known leaders, page by page; none named: all. */
  async describeTopicPartitions(
    names: readonly string[] = [],
  ): Promise<ResponseOf<typeof DescribeTopicPartitions>['topics'][number][]> {
    const topics: ResponseOf<typeof DescribeTopicPartitions>['topics'][number][] = [];
    let cursor: { readonly topicName: string; readonly partitionIndex: number } | null = null;
    do {
      const page: ResponseOf<typeof DescribeTopicPartitions> = await this.calls.request(
        DescribeTopicPartitions,
        'best',
        { topics: names.map((name) => ({ name })), cursor },
      );
      topics.push(...page.topics);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return topics;
  }

  /** Asks the controller; when it has moved, asks who it is now and asks there. */
  private toController<Response>(
    ask: (target: RequestTarget) => Promise<Response>,
    codesOf: (response: Response) => number[],
  ): Promise<Response> {
    return this.calls.retrying(async (failures) => {
      if (failures > 0) await this.calls.metadata.refresh([]);
      const response = await ask('controller');
      const isElsewhere = codesOf(response).includes(ErrorCode.NOT_CONTROLLER);
      throwIfError(isElsewhere ? ErrorCode.NOT_CONTROLLER : ErrorCode.NONE);
      return response;
    });
  }

  /** Splits places by leader, asks each leader once, joins the answers. */
  private async atLeaders<Place extends PartitionPlace, Result>(
    places: readonly Place[],
    ask: (mine: readonly Place[], target: RequestTarget) => Promise<Result[]>,
  ): Promise<Result[]> {
    const byLeader = new Map<number, Place[]>();
    for (const place of places) {
      const { brokerId } = await this.calls.retrying(() => this.calls.metadata.leaderOf(place.topic, place.partition));
      const mine = byLeader.get(brokerId) ?? [];
      byLeader.set(brokerId, mine);
      mine.push(place);
    }
    const answers = await Promise.all([...byLeader].map(([brokerId, mine]) => ask(mine, { brokerId })));
    return answers.flat();
  }
}

function newTopicInput({ name, partitionCount, replicationFactor, assignments = [], configs = {} }: NewTopic) {
  return {
    name,
    numPartitions: partitionCount ?? -1,
    replicationFactor: replicationFactor ?? -1,
    assignments: assignments.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds: [...brokerIds] })),
    configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
  };
}

/** Settings of one broker are asked of that broker. */
function placeOf(resource: ConfigResource, otherwise: RequestTarget): RequestTarget {
  return resource.type === 'broker' && /^\d+$/.test(resource.name) ? { brokerId: Number(resource.name) } : otherwise;
}
