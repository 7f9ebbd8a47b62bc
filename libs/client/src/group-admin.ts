import { ErrorCode } from '@yak/model';
import {
  ConsumerGroupDescribe,
  DeleteGroups,
  DescribeGroups,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
  type ResponseOf,
} from '@yak/protocol';
import type { Outcome } from './admin';
import type { ClientCalls } from './client-calls';
import { type Coordinators, isCoordinatorAbsent } from './coordinators';
import {
  fromClassic,
  fromConsumer,
  type CommittedOffset,
  type GroupDescription,
  type GroupListing,
} from './group-description';
import { errorOf, KafkaError, throwIfError } from './kafka-error';
import { byTopic, type PartitionPlace } from './partition-place';

/** A coordinator knows OffsetFetch for several groups from this version on (KIP-709). */
const SEVERAL_GROUPS_SINCE = 8;
const NO_GENERATION = -1;

/** Which groups a listing is about; empty or left out: all. */
export interface GroupFilter {
  readonly states?: readonly string[];
  readonly types?: readonly string[];
}

/** An offset to commit. */
export type OffsetToCommit = PartitionPlace & { readonly offset: number; readonly metadata?: string };

/** What a call did to one partition's offset. */
export type OffsetOutcome = PartitionPlace & { readonly error: KafkaError | null };

type FetchedTopics = ResponseOf<typeof OffsetFetch>['groups'][number]['topics'];

/** Kafka's administrative calls about groups. Each goes to the coordinator of its group, and again when that has moved. */
export class GroupAdmin {
  constructor(
    private readonly calls: ClientCalls,
    private readonly coordinators: Coordinators,
  ) {}

  /**
   * The groups of the whole cluster: every broker is asked for those that it coordinates. Brokers below version 4 do not
   * filter by state, below 5 not by type: then it is done here, as far as they say it.
   */
  async list(
    filter: GroupFilter = {},
  ): Promise<{ readonly groups: GroupListing[]; readonly faults: { brokerId: number; error: KafkaError }[] }> {
    const { brokers } = await this.calls.metadata.refresh([]);
    const [groups, faults] = [new Map<string, GroupListing>(), [] as { brokerId: number; error: KafkaError }[]];
    const body = { statesFilter: [...(filter.states ?? [])], typesFilter: [...(filter.types ?? [])] };
    const asked = brokers.map(async ({ brokerId }) => {
      try {
        const answer = await this.calls.retrying(async () => {
          const given = await this.calls.request(ListGroups, 'best', body, { brokerId });
          throwIfError(given.errorCode);
          return given;
        });
        for (const group of answer.groups) groups.set(group.groupId, listing(group, brokerId));
      } catch (error) {
        if (!(error instanceof KafkaError)) throw error;
        faults.push({ brokerId, error });
      }
    });
    await Promise.all(asked);
    const isWanted = (wanted: readonly string[] | undefined, said: string): boolean =>
      wanted === undefined || wanted.length === 0 || wanted.some((one) => one.toLowerCase() === said.toLowerCase());
    const found = [...groups.values()].filter(
      ({ state, type }) =>
        (state === null || isWanted(filter.states, state)) && (type === null || isWanted(filter.types, type)),
    );
    return { groups: found.sort((one, other) => (one.groupId < other.groupId ? -1 : 1)), faults };
  }

  /** State and members of groups of both protocols; GROUP_ID_NOT_FOUND for those that do not exist. */
  async describe(groupIds: readonly string[]): Promise<ReadonlyMap<string, GroupDescription | KafkaError>> {
    const described = new Map<string, GroupDescription | KafkaError>();
    const classic = await this.coordinators.each(
      groupIds,
      async (groups, target) => {
        const answer = await this.calls.request(DescribeGroups, 'best', { groups: [...groups] }, target);
        return new Map(answer.groups.map((group) => [group.groupId, { group, brokerId: target.brokerId }]));
      },
      ({ group }) => group.errorCode,
    );
    const others: string[] = [];
    for (const [groupId, found] of classic) {
      if (found instanceof KafkaError) described.set(groupId, found);
      else if (isUnknownHere(found.group)) others.push(groupId);
      else described.set(groupId, errorOf(found.group.errorCode) ?? fromClassic(found.group, found.brokerId));
    }
    for (const [groupId, found] of await this.describeConsumer(others)) described.set(groupId, found);
    return described;
  }

  /** Deletes groups without members, their offsets included; NON_EMPTY_GROUP for others. */
  async delete(groupIds: readonly string[]): Promise<Outcome[]> {
    const answers = await this.coordinators.each(
      groupIds,
      async (groups, target) => {
        const answer = await this.calls.request(DeleteGroups, 'best', { groupsNames: [...groups] }, target);
        return new Map(answer.results.map(({ groupId, errorCode }) => [groupId, errorCode]));
      },
      (code) => code,
    );
    return groupIds.map((name) => {
      const code = answers.get(name) ?? ErrorCode.UNKNOWN_SERVER_ERROR;
      return { name, error: code instanceof KafkaError ? code : errorOf(code) };
    });
  }

  /**
   * How far groups have come; several groups in one request where the coordinator can.
   * @param groups.places the partitions asked for; null: all that have a committed offset
   * @returns by group id; partitions without a committed offset have `offset` null where they were asked for
   */
  async offsets(
    groups: readonly { readonly groupId: string; readonly places: readonly PartitionPlace[] | null }[],
  ): Promise<ReadonlyMap<string, readonly CommittedOffset[] | KafkaError>> {
    const placesOf = new Map(groups.map(({ groupId, places }) => [groupId, places]));
    const answers = await this.coordinators.each(
      [...placesOf.keys()],
      (mine, target) => this.fetchOffsets(mine, placesOf, target),
      ({ errorCode }) => errorCode,
    );
    return new Map(
      [...answers].map(([groupId, answer]) => [
        groupId,
        answer instanceof KafkaError ? answer : (errorOf(answer.errorCode) ?? committed(answer.topics)),
      ]),
    );
  }

  /** Sets the offsets of a group that has no members; UNKNOWN_MEMBER_ID for one that has. Makes the group if there is none. */
  commit(groupId: string, offsets: readonly OffsetToCommit[]): Promise<OffsetOutcome[]> {
    const topics = byTopic(offsets, ({ partition, offset, metadata }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedMetadata: metadata ?? '',
    }));
    const body = { groupId, generationIdOrMemberEpoch: NO_GENERATION, memberId: '', topics };
    return this.eachOffset(groupId, offsets, async (target) => {
      const answer = await this.calls.request(OffsetCommit, 'best', body, target);
      return { errorCode: ErrorCode.NONE, topics: answer.topics };
    });
  }

  /** Forgets offsets of a group; GROUP_SUBSCRIBED_TO_TOPIC for topics that its members read. */
  deleteOffsets(groupId: string, places: readonly PartitionPlace[]): Promise<OffsetOutcome[]> {
    const body = { groupId, topics: byTopic(places, ({ partition }) => ({ partitionIndex: partition })) };
    return this.eachOffset(groupId, places, (target) => this.calls.request(OffsetDelete, 'best', body, target));
  }

  private async eachOffset(
    groupId: string,
    places: readonly PartitionPlace[],
    ask: (target: { readonly brokerId: number }) => Promise<{
      readonly errorCode: number;
      readonly topics: readonly {
        readonly name: string;
        readonly partitions: readonly { readonly partitionIndex: number; readonly errorCode: number }[];
      }[];
    }>,
  ): Promise<OffsetOutcome[]> {
    const answers = await this.coordinators.each(
      [groupId],
      async (_, target) => new Map([[groupId, await ask(target)]]),
      ({ errorCode, topics }) =>
        topics.flatMap(({ partitions }) => partitions.map((each) => each.errorCode)).find(isCoordinatorAbsent) ??
        errorCode,
    );
    const answer = answers.get(groupId) ?? new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR);
    if (answer instanceof KafkaError) throw answer;
    throwIfError(answer.errorCode, groupId);
    const codes = new Map(
      answer.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, errorCode }) => [`${name}-${partitionIndex}`, errorCode] as const),
      ),
    );
    return places.map(({ topic, partition }) => ({
      topic,
      partition,
      error: errorOf(codes.get(`${topic}-${partition}`) ?? ErrorCode.UNKNOWN_SERVER_ERROR),
    }));
  }

  private async describeConsumer(
    groupIds: readonly string[],
  ): Promise<ReadonlyMap<string, GroupDescription | KafkaError>> {
    const answers = await this.coordinators.each(
      groupIds,
      async (mine, target) => {
        const body = { groupIds: [...mine], includeAuthorizedOperations: false };
        const answer = await this.calls.request(ConsumerGroupDescribe, 'best', body, target).catch(unspoken);
        const groups = answer instanceof KafkaError ? [] : answer.groups;
        const found = new Map(groups.map((group) => [group.groupId, { group, brokerId: target.brokerId }] as const));
        return new Map(mine.map((groupId) => [groupId, found.get(groupId) ?? null]));
      },
      (found) => found?.group.errorCode ?? ErrorCode.NONE,
    );
    const describedOf = (groupId: string): GroupDescription | KafkaError => {
      const found = answers.get(groupId) ?? null;
      if (found === null) return new KafkaError(ErrorCode.GROUP_ID_NOT_FOUND, groupId);
      if (found instanceof KafkaError) return found;
      const { errorCode, errorMessage } = found.group;
      return errorOf(errorCode, errorMessage ?? groupId) ?? fromConsumer(found.group, found.brokerId);
    };
    return new Map(groupIds.map((groupId) => [groupId, describedOf(groupId)]));
  }

  private async fetchOffsets(
    groupIds: readonly string[],
    placesOf: ReadonlyMap<string, readonly PartitionPlace[] | null>,
    target: { readonly brokerId: number },
  ): Promise<ReadonlyMap<string, { readonly errorCode: number; readonly topics: FetchedTopics }>> {
    const groups = groupIds.map((groupId) => {
      const places = placesOf.get(groupId) ?? null;
      const topics = places === null ? null : byTopic(places, ({ partition }) => partition);
      return {
        groupId,
        topics: topics?.map(({ name, partitions }) => ({ name, partitionIndexes: partitions })) ?? null,
      };
    });
    const { versions } = await this.calls.connectionTo(target);
    if ((versions.get(OffsetFetch.key)?.max ?? 0) >= SEVERAL_GROUPS_SINCE) {
      const body = { groupId: '', topics: null, groups, requireStable: false };
      const answer = await this.calls.request(OffsetFetch, 'best', body, target);
      return new Map(answer.groups.map((group) => [group.groupId, group]));
    }
    const answers = new Map<string, { readonly errorCode: number; readonly topics: FetchedTopics }>();
    for (const { groupId, topics } of groups) {
      const body = { groupId, topics, groups: [], requireStable: false };
      answers.set(groupId, await this.calls.request(OffsetFetch, 'best', body, target));
    }
    return answers;
  }
}

/** DescribeGroups says of groups that do not exist, and of those of the consumer protocol, that they are dead. */
function isUnknownHere({ errorCode, groupState }: ResponseOf<typeof DescribeGroups>['groups'][number]): boolean {
  return errorCode === ErrorCode.GROUP_ID_NOT_FOUND || (errorCode === ErrorCode.NONE && groupState === 'Dead');
}

/** A broker that does not speak of the consumer protocol has no such groups. */
function unspoken(error: unknown): KafkaError {
  if (error instanceof KafkaError && error.code === ErrorCode.UNSUPPORTED_VERSION) return error;
  throw error;
}

function listing(group: ResponseOf<typeof ListGroups>['groups'][number], coordinatorId: number): GroupListing {
  const { groupId, protocolType, groupState, groupType } = group;
  return {
    groupId,
    protocolType,
    state: groupState === '' ? null : groupState,
    type: groupType === '' ? null : groupType,
    coordinatorId,
  };
}

function committed(topics: FetchedTopics): CommittedOffset[] {
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, committedOffset, metadata, errorCode }) => ({
      topic: name,
      partition: partitionIndex,
      offset: committedOffset < 0 ? null : committedOffset,
      metadata: metadata ?? '',
      error: errorOf(errorCode),
    })),
  );
}
