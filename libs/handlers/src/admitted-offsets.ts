import { ErrorCode } from '@yak/model';
import { AclOperation, ResourceType } from '@yak/security';
import type { RequestContext } from './request-context';

interface OffsetTopic<Partition> {
  readonly name: string;
  readonly partitions: readonly Partition[];
}

/** What a partition is answered by OffsetCommit and OffsetDelete. */
interface AnsweredPartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

/**
 * The partitions of an OffsetCommit or OffsetDelete that the group is asked for. The others are taken out before and put back
 * into the answer: TOPIC_AUTHORIZATION_FAILED, UNKNOWN_TOPIC_OR_PARTITION. Source: Kafka KafkaApis.handleOffsetCommitRequest.
 */
export class AdmittedOffsets<Partition extends { readonly partitionIndex: number }> {
  /** What is left, in the order of the request; topics of which nothing is left are not there. */
  readonly topics: readonly OffsetTopic<Partition>[];
  readonly #asked: readonly OffsetTopic<Partition>[];
  readonly #codes = new Map<string, Map<number, number>>();

  constructor(context: RequestContext, asked: readonly OffsetTopic<Partition>[]) {
    this.#asked = asked;
    this.topics = asked
      .map(({ name, partitions }) => ({ name, partitions: this.#admit(context, name, partitions) }))
      .filter(({ partitions }) => partitions.length > 0);
  }

  /** The whole answer in the order of the request, from what the group answered for the topics that were left. */
  answer(given: readonly OffsetTopic<AnsweredPartition>[]): OffsetTopic<AnsweredPartition>[] {
    for (const { name, partitions } of given) {
      for (const { partitionIndex, errorCode } of partitions) this.#note(name, partitionIndex, errorCode);
    }
    return this.#asked.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: this.#codes.get(name)?.get(partitionIndex) ?? ErrorCode.UNKNOWN_SERVER_ERROR,
      })),
    }));
  }

  #admit(context: RequestContext, name: string, partitions: readonly Partition[]): readonly Partition[] {
    const isAllowed = context.isAllowedTo(AclOperation.READ, { type: ResourceType.TOPIC, name });
    const view = isAllowed ? context.ports.metadata.topicByName(name) : null;
    const refused = isAllowed ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    return partitions.filter(({ partitionIndex }) => {
      if (view?.partitions[partitionIndex] !== undefined) return true;
      this.#note(name, partitionIndex, refused);
      return false;
    });
  }

  #note(name: string, partitionIndex: number, errorCode: number): void {
    let codes = this.#codes.get(name);
    if (codes === undefined) {
      codes = new Map();
      this.#codes.set(name, codes);
    }
    codes.set(partitionIndex, errorCode);
  }
}

/** Every partition with the same error. */
export function refusedOffsets<Partition extends { readonly partitionIndex: number }>(
  topics: readonly OffsetTopic<Partition>[],
  errorCode: number,
): OffsetTopic<AnsweredPartition>[] {
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
  }));
}
