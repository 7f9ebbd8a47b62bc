/* eslint-disable @typescript-eslint/no-unused-vars -- the signatures stand before what fills them */
import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { Journal } from '@yak/journal';
import { ErrorCode } from '@yak/model';
import type {
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  DeleteGroups,
  DescribeGroups,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
  RequestOf,
  ResponseInputOf,
  SyncGroup,
} from '@yak/protocol';
import type { GroupCaller, GroupExplanation, GroupLog, GroupSettings, GroupTopics } from './ports';
import { partitionOfGroup } from './rules/partition-of-group';

/** What a coordinator is made of. */
export interface CoordinatorOptions {
  readonly settings: GroupSettings;
  readonly topics: GroupTopics;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Partitions of `__consumer_offsets`; before it exists, those that it will have. ≥ 1. */
  readonly partitionsCount: () => number;
}

/** One group of an OffsetFetch, as every version of it can be put. */
export interface OffsetsWanted {
  readonly groupId: string;
  /** Null before v9 and for administrators. */
  readonly memberId: string | null;
  /** −1 for none. */
  readonly memberEpoch: number;
  /** Null for all topics that have an offset. */
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null;
  readonly requireStable: boolean;
}

/** One group of the answer of an OffsetFetch; with an error there are no topics. */
export type FetchedOffsets = Omit<NonNullable<ResponseInputOf<typeof OffsetFetch>['groups']>[number], 'groupId'>;

type Described = ResponseInputOf<typeof DescribeGroups>['groups'][number];
type ConsumerDescribed = ResponseInputOf<typeof ConsumerGroupDescribe>['groups'][number];
type Deleted = ResponseInputOf<typeof DeleteGroups>['results'][number];
type Listed = Pick<ResponseInputOf<typeof ListGroups>, 'errorCode' | 'groups'>;

/**
 * The groups of one broker: one shard for each partition of `__consumer_offsets` that it leads. Every method answers in the
 * form of its API's response, errors included, and never rejects. Held answers (JoinGroup, SyncGroup) may take minutes.
 * Who may ask, and whether topics exist, was looked at before.
 */
export class GroupCoordinator {
  readonly #options: CoordinatorOptions;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
  }

  /** The partition of `__consumer_offsets` that holds this group. */
  partitionOf(groupId: string): number {
    return partitionOfGroup(groupId, this.#options.partitionsCount());
  }

  /** This broker leads a partition now: its groups are loaded. A newer leader epoch takes the place of an older one. */
  lead(_partition: number, _log: GroupLog): void {}

  /** This broker leads it no more: whoever waits gets NOT_COORDINATOR, the state is dropped. */
  resign(_partition: number, _cause: string): void {}

  /** Topics of these names were created, grew, or are gone: offsets of those that are gone are deleted. */
  topicsChanged(_names: readonly string[]): void {}

  /** Answers nothing more: COORDINATOR_NOT_AVAILABLE for requests to come, NOT_COORDINATOR for those that wait. */
  stop(): void {}

  /** Answers JoinGroup; waits for the other members. */
  joinGroup(request: RequestOf<typeof JoinGroup>, _caller: GroupCaller): Promise<ResponseInputOf<typeof JoinGroup>> {
    return Promise.resolve({
      errorCode: ErrorCode.NOT_COORDINATOR,
      protocolName: null,
      leader: '',
      memberId: request.memberId,
      members: [],
    });
  }

  /** Answers SyncGroup; waits for the leader's assignment. */
  syncGroup(_request: RequestOf<typeof SyncGroup>, _caller: GroupCaller): Promise<ResponseInputOf<typeof SyncGroup>> {
    return Promise.resolve({ errorCode: ErrorCode.NOT_COORDINATOR, assignment: Buffer.alloc(0) });
  }

  /** Answers Heartbeat, at once. */
  heartbeat(_request: RequestOf<typeof Heartbeat>, _caller: GroupCaller): Promise<ResponseInputOf<typeof Heartbeat>> {
    return Promise.resolve({ errorCode: ErrorCode.NOT_COORDINATOR });
  }

  /** Answers LeaveGroup. */
  leaveGroup(
    _request: RequestOf<typeof LeaveGroup>,
    _caller: GroupCaller,
  ): Promise<ResponseInputOf<typeof LeaveGroup>> {
    return Promise.resolve({ errorCode: ErrorCode.NOT_COORDINATOR, members: [] });
  }

  /** Answers ConsumerGroupHeartbeat. Whether the protocol is enabled was looked at before. */
  consumerGroupHeartbeat(
    _request: RequestOf<typeof ConsumerGroupHeartbeat>,
    _caller: GroupCaller,
  ): Promise<ResponseInputOf<typeof ConsumerGroupHeartbeat>> {
    return Promise.resolve({ errorCode: ErrorCode.NOT_COORDINATOR, memberEpoch: 0, heartbeatIntervalMs: 0 });
  }

  /** Answers OffsetCommit; a fault of the whole request is said on each partition. */
  offsetCommit(
    request: RequestOf<typeof OffsetCommit>,
    _caller: GroupCaller,
  ): Promise<ResponseInputOf<typeof OffsetCommit>> {
    const errorCode = ErrorCode.NOT_COORDINATOR;
    return Promise.resolve({
      topics: request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
      })),
    });
  }

  /** Answers one group of OffsetFetch. */
  offsetFetch(_wanted: OffsetsWanted, _caller: GroupCaller): Promise<FetchedOffsets> {
    return Promise.resolve({ errorCode: ErrorCode.NOT_COORDINATOR, topics: [] });
  }

  /** Answers OffsetDelete. */
  offsetDelete(
    _request: RequestOf<typeof OffsetDelete>,
    _caller: GroupCaller,
  ): Promise<ResponseInputOf<typeof OffsetDelete>> {
    return Promise.resolve({ errorCode: ErrorCode.NOT_COORDINATOR, topics: [] });
  }

  /** DescribeGroups, one entry for each id in the same order; authorizedOperations are left to the caller. */
  describeGroups(groupIds: readonly string[]): Promise<readonly Described[]> {
    return Promise.resolve(
      groupIds.map((groupId) => ({
        errorCode: ErrorCode.NOT_COORDINATOR,
        groupId,
        groupState: '',
        protocolType: '',
        protocolData: '',
        members: [],
      })),
    );
  }

  /** ConsumerGroupDescribe, one entry for each id in the same order; authorizedOperations are left to the caller. */
  consumerGroupDescribe(groupIds: readonly string[]): Promise<readonly ConsumerDescribed[]> {
    return Promise.resolve(
      groupIds.map((groupId) => ({
        errorCode: ErrorCode.NOT_COORDINATOR,
        groupId,
        groupState: '',
        groupEpoch: 0,
        assignmentEpoch: 0,
        assignorName: '',
        members: [],
      })),
    );
  }

  /** DeleteGroups, one entry for each id, doubles taken out. */
  deleteGroups(groupIds: readonly string[]): Promise<readonly Deleted[]> {
    return Promise.resolve(
      [...new Set(groupIds)].map((groupId) => ({ groupId, errorCode: ErrorCode.NOT_COORDINATOR })),
    );
  }

  /** The groups of all shards here that pass the filters; an empty filter lets all pass, names are compared without case. */
  listGroups(_filter: { readonly states: readonly string[]; readonly types: readonly string[] }): Promise<Listed> {
    return Promise.resolve({ errorCode: ErrorCode.NONE, groups: [] });
  }

  /** What the group is doing and why, for people; null where it is not known here. */
  explain(_groupId: string): GroupExplanation | null {
    return null;
  }
}
