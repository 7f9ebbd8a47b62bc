import { ErrorCode } from '@yak/model';
import { type AnyApi, OffsetCommit, OffsetFetch, type RequestInputOf, type ResponseOf } from '@yak/protocol';
import { GroupError } from './group-error';
import type { MemberListener } from './group-view';

/** Sends one request; a raw connection and a client both fit. */
export interface Asks {
  request<A extends AnyApi>(api: A, version: number, body: RequestInputOf<A>): Promise<ResponseOf<A>>;
}

/** Who commits. */
export interface Committer {
  readonly memberId: string;
  readonly instanceId?: string | undefined;
  /** Generation, or epoch of a member of the consumer protocol. */
  readonly generation: number;
}

/** Commits and fetches offsets of one topic for the members of one group, and tells who listens. */
export class MemberOffsets {
  constructor(
    private readonly options: {
      readonly asks: Asks;
      readonly groupId: string;
      readonly topic: string;
      readonly view?: MemberListener | undefined;
    },
  ) {}

  /** Commits where to go on reading. Resolves to the first error, NONE for none. */
  async commit(by: Committer, offsets: ReadonlyMap<number, number>, metadata: string | null = null): Promise<number> {
    const { asks, groupId, topic, view } = this.options;
    const lastSynced = view?.lastSynced ?? -1;
    const { memberId, generation } = by;
    const partitions = [...offsets].map(([partitionIndex, committedOffset]) => ({
      partitionIndex,
      committedOffset,
      committedMetadata: metadata,
    }));
    const answer = await asks.request(OffsetCommit, 9, {
      groupId,
      generationIdOrMemberEpoch: generation,
      memberId,
      groupInstanceId: by.instanceId ?? null,
      topics: [{ name: topic, partitions }],
    });
    const answers = answer.topics.flatMap((one) => one.partitions);
    for (const { partitionIndex, errorCode } of answers)
      if (errorCode === ErrorCode.NONE)
        view?.committed(partitionIndex, offsets.get(partitionIndex) ?? -1, { memberId, generation, lastSynced });
    return answers.find(({ errorCode }) => errorCode !== ErrorCode.NONE)?.errorCode ?? ErrorCode.NONE;
  }

  /**
   * Where these partitions begin: the committed offset, or 0. Rejects with GroupError.
   * @param reader by what name the listener knows who reads
   */
  async positions(owned: readonly number[], reader: string, nowUs: () => number): Promise<Map<number, number>> {
    const { asks, groupId, topic, view } = this.options;
    const before = new Map(view?.committedOffsets ?? []);
    const answer = await asks.request(OffsetFetch, 5, {
      groupId,
      topics: [{ name: topic, partitionIndexes: [...owned] }],
    });
    if (answer.errorCode !== ErrorCode.NONE) throw new GroupError('the offsets were not told', answer.errorCode);
    const positions = new Map<number, number>();
    for (const { partitionIndex, committedOffset, errorCode } of answer.topics.flatMap(
      ({ partitions }) => partitions,
    )) {
      if (errorCode !== ErrorCode.NONE) throw new GroupError('an offset was not told', errorCode);
      positions.set(partitionIndex, Math.max(committedOffset, 0));
      view?.handedOver(reader, {
        partition: partitionIndex,
        offset: committedOffset,
        committedBefore: before.get(partitionIndex) ?? -1,
        atUs: nowUs(),
      });
    }
    return positions;
  }
}
