import type { MetadataUnit } from '@yak/bus';
import {
  decidePartitionGrowth,
  decideTopicCreation,
  decideTopicDeletion,
  faultOfPartitionCount,
  type TopicCreation,
  type TopicImage,
} from '@yak/cluster';
import {
  type CreatedTopicOutcome,
  type CreatePartitionsReply,
  type CreatePartitionsRequest,
  type CreateTopicsReply,
  type CreateTopicsRequest,
  type DeletedTopicOutcome,
  type DeleteTopicsReply,
  type DeleteTopicsRequest,
  keyOf,
  type MetadataRecord,
  type NewTopic,
  type PartitionGrowth,
  type PartitionGrowthOutcome,
  type PartitionRecord,
  topicConfigKey,
  topicKey,
  topicNameKey,
  type TopicReference,
} from '@yak/control';
import { ErrorCode, isRefusal, refusal, type Refusal, type TopicId, topicIdFromBytes } from '@yak/model';
import type { CoordinatorParts } from './coordinator-parts';
import type { Decision } from './decided-writes';
import type { LeaderWaits } from './leader-waits';
import { put, remove, unchangedBrokers } from './record-changes';

/** Topics: created, deleted, grown; each topic of a request stands or falls alone, all of them share one append. */
export class TopicDuties {
  readonly #parts: CoordinatorParts;
  readonly #waits: LeaderWaits;

  constructor(parts: CoordinatorParts, waits: LeaderWaits) {
    this.#parts = parts;
    this.#waits = waits;
  }

  /** Answers each topic once all its partitions are led, or REQUEST_TIMED_OUT though the topic exists. */
  async createTopics(request: CreateTopicsRequest): Promise<CreateTopicsReply | Refusal> {
    const fault = faultOfPartitionCount(
      sumOf(request.topics, (topic) => topic.partitionCount ?? topic.assignments?.length ?? 1),
    );
    if (fault !== null) return fault;
    const counts = countsOf(request.topics.map((topic) => topic.name));
    const items = request.topics.map((topic) => ({
      topic,
      topicId: this.#newTopicId(),
      isRepeated: (counts.get(topic.name) ?? 0) > 1,
    }));
    const { answers, revision } = await this.#parts.writes.decideAll(items, (item) =>
      this.#decideCreation(item, request),
    );
    const outcomes = await this.#whenLed(answers, request);
    return { kind: 'topics-created', revision, outcomes };
  }

  /** Topic, partitions, settings and name go in one unit; the id never comes again. */
  async deleteTopics(request: DeleteTopicsRequest): Promise<DeleteTopicsReply | Refusal> {
    const { writes, settings } = this.#parts;
    const counts = countsOf(
      request.topics.map((reference) => this.#topicOf(reference)?.topicId ?? JSON.stringify(reference)),
    );
    const { answers, revision } = await writes.decideAll(request.topics, (reference): Decision<DeletedTopicOutcome> => {
      const topic = this.#topicOf(reference);
      const isRepeated = topic !== null && (counts.get(topic.topicId) ?? 0) > 1;
      const deletion = decideTopicDeletion(reference, {
        topic,
        isRepeated,
        isDeletionEnabled: settings.value('delete.topic.enable'),
      });
      if (isRefusal(deletion) || topic === null) return { answer: deletion as Refusal, unit: null };
      return { answer: { kind: 'deleted', topicId: topic.topicId, name: topic.name }, unit: this.#deletionOf(topic) };
    });
    return { kind: 'topics-deleted', revision, outcomes: answers };
  }

  /** Answers each topic once all its partitions are led, or REQUEST_TIMED_OUT though they exist. */
  async createPartitions(request: CreatePartitionsRequest): Promise<CreatePartitionsReply | Refusal> {
    const counts = countsOf(request.topics.map((growth) => growth.name));
    const { answers, revision } = await this.#parts.writes.decideAll(request.topics, (growth) =>
      this.#decideGrowth(growth, { request, isRepeated: (counts.get(growth.name) ?? 0) > 1 }),
    );
    const outcomes = await this.#whenLed(answers, request);
    return { kind: 'partitions-created', revision, outcomes };
  }

  async #whenLed<Outcome extends { readonly kind: string; readonly topicId: TopicId }>(
    answers: readonly (Outcome | Refusal)[],
    request: { readonly validateOnly: boolean; readonly timeoutMs: number },
  ): Promise<readonly (Outcome | Refusal)[]> {
    if (request.validateOnly) return answers;
    return Promise.all(
      answers.map(async (answer) => {
        if (isRefusal(answer) || (await this.#waits.untilLed(answer.topicId, request.timeoutMs))) return answer;
        return refusal(
          ErrorCode.REQUEST_TIMED_OUT,
          `written, but not all partitions had a leader within ${request.timeoutMs} ms`,
        );
      }),
    );
  }

  #decideCreation(
    {
      topic,
      topicId,
      isRepeated,
    }: { readonly topic: NewTopic; readonly topicId: TopicId; readonly isRepeated: boolean },
    request: CreateTopicsRequest,
  ): Decision<CreatedTopicOutcome> {
    const { writes, settings, random } = this.#parts;
    const { image } = writes;
    const nameHolder = image.nameReservation(topicNameKey(topic.name));
    const before =
      nameHolder?.operationId === request.operationId && nameHolder.name === topic.name && !isRepeated
        ? image.topicById(nameHolder.topicId)
        : null;
    if (before !== null) return { answer: this.#outcomeOf(before), unit: null };
    const { operationId } = request;
    const placementStart = random.below(image.brokers().length + 1);
    const creation = decideTopicCreation(topic, {
      nameHolder,
      isRepeated,
      brokers: image.brokers(),
      settings,
      topicId,
      placementStart,
      operationId,
    });
    if (isRefusal(creation)) return { answer: creation, unit: null };
    const answer: CreatedTopicOutcome = {
      kind: 'created',
      topicId,
      partitionCount: creation.partitions.length,
      replicationFactor: creation.replicationFactor,
      configs: creation.config?.entries ?? {},
    };
    return { answer, unit: request.validateOnly ? null : this.#unitOf(recordsOf(creation), creation.partitions) };
  }

  /** What an earlier attempt of the same operation made. */
  #outcomeOf(topic: TopicImage): CreatedTopicOutcome {
    const { topicId, partitionCount } = topic;
    const configs = Object.fromEntries(this.#parts.writes.image.topicConfig(topicId));
    return {
      kind: 'created',
      topicId,
      partitionCount,
      replicationFactor: topic.partitions[0]?.replicas.length ?? 0,
      configs,
    };
  }

  #decideGrowth(
    growth: PartitionGrowth,
    facts: { readonly request: CreatePartitionsRequest; readonly isRepeated: boolean },
  ): Decision<PartitionGrowthOutcome> {
    const { writes, random } = this.#parts;
    const { image } = writes;
    const { request, isRepeated } = facts;
    const topic = image.topicByName(growth.name);
    const grown = decidePartitionGrowth(growth, {
      topic: topic === null ? null : { ...topic, replicationFactor: topic.partitions[0]?.replicas.length ?? 1 },
      isRepeated,
      brokers: image.brokers(),
      placementStart: random.below(image.brokers().length + 1),
      operationId: request.operationId,
    });
    if (isRefusal(grown)) return { answer: grown, unit: null };
    const answer: PartitionGrowthOutcome = {
      kind: 'grown',
      topicId: grown.topic.topicId,
      partitionCount: growth.count,
    };
    return {
      answer,
      unit: request.validateOnly ? null : this.#unitOf([grown.topic, ...grown.partitions], grown.partitions),
    };
  }

  /** Bound to the registrations of the brokers that the new partitions name. */
  #unitOf(records: readonly MetadataRecord[], partitions: readonly PartitionRecord[]): MetadataUnit {
    const { image } = this.#parts.writes;
    const brokers = partitions.flatMap((record) => record.replicas);
    return { changes: records.map((record) => put(image, record)), guards: unchangedBrokers(image, brokers) };
  }

  #deletionOf(topic: TopicImage): MetadataUnit {
    const { image } = this.#parts.writes;
    const keys = [topicNameKey(topic.name), topicKey(topic.topicId), ...topic.partitions.map(keyOf)];
    const configKey = topicConfigKey(topic.topicId);
    if (image.configRecord(configKey) !== null) keys.push(configKey);
    return { changes: keys.map((key) => remove(image, key)) };
  }

  #topicOf(reference: TopicReference): TopicImage | null {
    const { image } = this.#parts.writes;
    return 'name' in reference ? image.topicByName(reference.name) : image.topicById(reference.topicId);
  }

  #newTopicId(): TopicId {
    return topicIdFromBytes(this.#parts.random.bytes(16));
  }
}

/** Topic before partitions, and the reservation of the name before both: where writes are not atomic, the name decides. */
function recordsOf(creation: TopicCreation): readonly MetadataRecord[] {
  const records: MetadataRecord[] = [creation.reservation, creation.topic];
  if (creation.config !== null) records.push(creation.config);
  return [...records, ...creation.partitions];
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function sumOf<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}
