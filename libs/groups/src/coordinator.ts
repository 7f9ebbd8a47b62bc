import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { Journal } from '@yak/journal';
import { ErrorCode } from '@yak/model';
import type {
  ConsumerGroupHeartbeat,
  DeleteGroups,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  RequestOf,
  ResponseInputOf,
  SyncGroup,
} from '@yak/protocol';
import {
  ClassicGroup,
  type DescribedClassicGroup,
  heartbeat,
  joinGroup,
  judgeJoinRequest,
  judgeSyncRequest,
  leaveGroup,
  syncGroup,
} from './classic';
import { joinRefused, syncRefused } from './classic/answers';
import {
  classicHeartbeat,
  classicJoin,
  classicLeave,
  classicSync,
  consumerGroupHeartbeat,
  type DescribedConsumerGroup,
  replayConsumerRecord,
} from './consumer';
import {
  describeConsumerGroup,
  describeConsumerGroupFailed,
  describeGroup,
  describeGroupFailed,
  type ListFilter,
  listGroups,
} from './describe-groups';
import { answered } from './decision';
import { commitOffsets, everyPartition } from './offsets/commit-offsets';
import { deleteGroups } from './offsets/delete-groups';
import { deleteOffsets } from './offsets/delete-offsets';
import { type FetchedOffsets, fetchOffsets, type OffsetsWanted } from './offsets/fetch-offsets';
import type { GroupCaller, GroupExplanation, GroupLog, GroupSettings, GroupTopics } from './ports';
import { partitionOfGroup } from './rules/partition-of-group';
import type { GroupProtocols } from './shard/group-protocols';
import { GroupShard } from './shard/group-shard';
import type { Operation, OperationOptions, ShardState } from './shard/shard-state';
import type { ShardWorld } from './shard/shard-tenure';

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

type Deleted = ResponseInputOf<typeof DeleteGroups>['results'][number];
type Listed = Pick<ResponseInputOf<typeof ListGroups>, 'errorCode' | 'groups'>;

const PROTOCOLS: GroupProtocols = {
  simpleGroup: (services, groupId) => ClassicGroup.simple(services, groupId),
  loadedClassicGroup: (services, key, value) => ClassicGroup.load(services, key, value),
  replayConsumerRecord,
};

/**
 * The groups of one broker: one shard for each partition of `__consumer_offsets` that it leads. Every method answers in the
 * form of its API's response, errors included, and never rejects. Held answers (JoinGroup, SyncGroup) may take minutes.
 * Who may ask, and whether topics exist, was looked at before.
 */
export class GroupCoordinator {
  readonly #options: CoordinatorOptions;
  readonly #world: ShardWorld;
  readonly #shards = new Map<number, GroupShard>();
  #isStopped = false;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#world = { ...options, protocols: PROTOCOLS };
  }

  /** The partition of `__consumer_offsets` that holds this group. */
  partitionOf(groupId: string): number {
    return partitionOfGroup(groupId, this.#options.partitionsCount());
  }

  /** This broker leads a partition now: its groups are loaded. Another leadership of it, if there is one here, ends. */
  lead(partition: number, log: GroupLog): void {
    if (this.#isStopped) return;
    this.resign(partition, `leader epoch ${log.leaderEpoch} began`);
    this.#shards.set(partition, new GroupShard(partition, log, this.#world));
  }

  /** This broker leads it no more: whoever waits gets NOT_COORDINATOR, the state is dropped. */
  resign(partition: number, cause: string): void {
    const shard = this.#shards.get(partition);
    this.#shards.delete(partition);
    shard?.unload(cause);
  }

  /** Topics of these names were deleted, and so are their offsets, also where others have taken the names since. */
  topicsDeleted(names: readonly string[]): void {
    if (names.length === 0) return;
    const gone = new Set(names);
    for (const shard of this.#shards.values()) shard.forgetTopics(gone);
  }

  /** Answers nothing more: COORDINATOR_NOT_AVAILABLE for requests to come, NOT_COORDINATOR for those that wait. */
  stop(): void {
    this.#isStopped = true;
    for (const partition of [...this.#shards.keys()]) this.resign(partition, 'the broker stops');
  }

  /** Answers JoinGroup; waits for the other members. */
  joinGroup(request: RequestOf<typeof JoinGroup>, caller: GroupCaller): Promise<ResponseInputOf<typeof JoinGroup>> {
    const { groupId } = request;
    const isConsumer = isConsumerGroup(groupId);
    const failed = (error: ErrorCode): ResponseInputOf<typeof JoinGroup> =>
      joinRefused(caller.apiVersion, error, request.memberId);
    return this.#ask(groupId, (state) => (isConsumer(state) ? classicJoin : joinGroup)(state, request, caller), {
      failed,
      fault: judgeJoinRequest(request, this.#options.settings),
      isHeld: isConsumer,
    });
  }

  /** Answers SyncGroup; waits for the leader's assignment. */
  syncGroup(request: RequestOf<typeof SyncGroup>, caller: GroupCaller): Promise<ResponseInputOf<typeof SyncGroup>> {
    const { groupId } = request;
    const isConsumer = isConsumerGroup(groupId);
    return this.#ask(groupId, (state) => (isConsumer(state) ? classicSync : syncGroup)(state, request, caller), {
      failed: syncRefused,
      fault: judgeSyncRequest(request, caller.apiVersion),
      isHeld: isConsumer,
    });
  }

  /** Answers Heartbeat, at once. While the group is loaded a member is told that all is well, so that it stays. */
  heartbeat(request: RequestOf<typeof Heartbeat>, caller: GroupCaller): Promise<ResponseInputOf<typeof Heartbeat>> {
    const { groupId } = request;
    const isConsumer = isConsumerGroup(groupId);
    const failed = (error: ErrorCode): ResponseInputOf<typeof Heartbeat> => ({
      errorCode: error === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : error,
    });
    const fault = mustBeNamed(groupId);
    return this.#ask(groupId, (state) => (isConsumer(state) ? classicHeartbeat : heartbeat)(state, request, caller), {
      failed,
      fault,
      isHeld: isConsumer,
    });
  }

  /** Answers LeaveGroup. */
  leaveGroup(request: RequestOf<typeof LeaveGroup>, caller: GroupCaller): Promise<ResponseInputOf<typeof LeaveGroup>> {
    const { groupId } = request;
    const isConsumer = isConsumerGroup(groupId);
    const failed = (errorCode: ErrorCode): ResponseInputOf<typeof LeaveGroup> => ({ errorCode, members: [] });
    const fault = mustBeNamed(groupId);
    return this.#ask(groupId, (state) => (isConsumer(state) ? classicLeave : leaveGroup)(state, request, caller), {
      failed,
      fault,
      isHeld: isConsumer,
    });
  }

  /** Answers ConsumerGroupHeartbeat. Whether the protocol is enabled was looked at before. */
  consumerGroupHeartbeat(
    request: RequestOf<typeof ConsumerGroupHeartbeat>,
    caller: GroupCaller,
  ): Promise<ResponseInputOf<typeof ConsumerGroupHeartbeat>> {
    const failed = (errorCode: ErrorCode): ResponseInputOf<typeof ConsumerGroupHeartbeat> => ({
      errorCode,
      memberEpoch: 0,
      heartbeatIntervalMs: 0,
    });
    return this.#ask(request.groupId, (state) => consumerGroupHeartbeat(state, request, caller), { failed });
  }

  /** Answers OffsetCommit; a fault of the whole request is said on each partition. */
  offsetCommit(
    request: RequestOf<typeof OffsetCommit>,
    caller: GroupCaller,
  ): Promise<ResponseInputOf<typeof OffsetCommit>> {
    const failed = (error: ErrorCode): ResponseInputOf<typeof OffsetCommit> => everyPartition(request, error);
    return this.#ask(request.groupId, (state) => commitOffsets(state, request, caller.apiVersion), { failed });
  }

  /** Answers one group of OffsetFetch. Where stable offsets do not come in time, NOT_COORDINATOR: old clients try no other error again. */
  offsetFetch(wanted: OffsetsWanted, caller: GroupCaller): Promise<FetchedOffsets> {
    const failed = (error: ErrorCode): FetchedOffsets => {
      const isLate = error === ErrorCode.COORDINATOR_NOT_AVAILABLE && !this.#isStopped;
      return { errorCode: isLate && wanted.requireStable ? ErrorCode.NOT_COORDINATOR : error, topics: [] };
    };
    return this.#ask(wanted.groupId, (state) => answered(fetchOffsets(state, wanted, caller.apiVersion)), { failed });
  }

  /** Answers OffsetDelete. */
  offsetDelete(request: RequestOf<typeof OffsetDelete>): Promise<ResponseInputOf<typeof OffsetDelete>> {
    const failed = (errorCode: ErrorCode): ResponseInputOf<typeof OffsetDelete> => ({ errorCode, topics: [] });
    const fault = mustBeNamed(request.groupId);
    return this.#ask(request.groupId, (state) => deleteOffsets(state, request), { failed, fault });
  }

  /** DescribeGroups, one entry for each id in the same order. */
  describeGroups(groupIds: readonly string[]): Promise<readonly DescribedClassicGroup[]> {
    const describe = (groupId: string): Promise<DescribedClassicGroup> =>
      this.#ask(groupId, ({ groups }) => answered(describeGroup(groups, groupId)), {
        failed: (error) => describeGroupFailed(groupId, error),
      });
    return Promise.all(groupIds.map(describe));
  }

  /** ConsumerGroupDescribe, one entry for each id in the same order. */
  consumerGroupDescribe(groupIds: readonly string[]): Promise<readonly DescribedConsumerGroup[]> {
    const describe = (groupId: string): Promise<DescribedConsumerGroup> =>
      this.#ask(groupId, ({ groups }) => answered(describeConsumerGroup(groups, groupId)), {
        failed: (error) => describeConsumerGroupFailed(groupId, error),
        fault: mustBeNamed(groupId),
      });
    return Promise.all(groupIds.map(describe));
  }

  /** DeleteGroups, one entry for each id in the same order; ids that are there twice are answered once. */
  async deleteGroups(groupIds: readonly string[]): Promise<readonly Deleted[]> {
    const ids = [...new Set(groupIds)];
    const parts = new Map<number, string[]>();
    for (const groupId of ids) {
      const partition = this.partitionOf(groupId);
      const part = parts.get(partition);
      if (part === undefined) parts.set(partition, [groupId]);
      else part.push(groupId);
    }
    const deleted = [...parts.values()].map((part) =>
      this.#ask<readonly Deleted[]>(part[0] ?? '', (state) => deleteGroups(state, part), {
        failed: (errorCode) => part.map((groupId) => ({ groupId, errorCode })),
      }),
    );
    const results = await Promise.all(deleted);
    const byId = new Map(results.flat().map((result) => [result.groupId, result]));
    return ids.flatMap((groupId) => byId.get(groupId) ?? []);
  }

  /**
   * The groups of all shards here that pass the filters; an empty filter lets all pass, names are compared without case. While
   * one of the shards is loaded the whole answer is COORDINATOR_LOAD_IN_PROGRESS.
   */
  async listGroups(filter: ListFilter): Promise<Listed> {
    if (this.#isStopped) return { errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, groups: [] };
    const list = ({ groups }: ShardState): Listed => ({
      errorCode: ErrorCode.NONE,
      groups: listGroups(groups, filter),
    });
    const failed = (errorCode: ErrorCode): Listed => ({ errorCode, groups: [] });
    const parts = await Promise.all(
      [...this.#shards.values()].map((shard) => shard.run((state) => answered(list(state)), { failed })),
    );
    const wrong = parts.find(
      ({ errorCode }) => errorCode !== ErrorCode.NONE && errorCode !== ErrorCode.NOT_COORDINATOR,
    );
    return wrong ?? { errorCode: ErrorCode.NONE, groups: parts.flatMap(({ groups }) => groups) };
  }

  /** What the group is doing and why, for people; null where it is not known here. */
  explain(groupId: string): GroupExplanation | null {
    const partition = this.partitionOf(groupId);
    const shard = this.#shards.get(partition);
    if (shard === undefined) return null;
    if (shard.serving !== null) return shard.serving.groups.find(groupId)?.explain() ?? null;
    const place = `partition ${partition} of __consumer_offsets`;
    const facts = { partition };
    return shard.phase === 'loading'
      ? { state: 'Loading', facts, sentences: [`its groups are being loaded from ${place}`] }
      : {
          state: 'Failed',
          facts,
          sentences: [`${place} has failed: the journal of group-shard ${partition} says why`],
        };
  }

  #ask<Answer>(groupId: string, operation: Operation<Answer>, options: AskOptions<Answer>): Promise<Answer> {
    const { failed, fault = ErrorCode.NONE } = options;
    if (this.#isStopped) return Promise.resolve(failed(ErrorCode.COORDINATOR_NOT_AVAILABLE));
    if (fault !== ErrorCode.NONE) return Promise.resolve(failed(fault));
    const shard = this.#shards.get(this.partitionOf(groupId));
    return shard === undefined ? Promise.resolve(failed(ErrorCode.NOT_COORDINATOR)) : shard.run(operation, options);
  }
}

/** How one group is asked. */
interface AskOptions<Answer> extends OperationOptions<Answer> {
  /** What is wrong with the request whatever its group; NONE or left out for nothing. */
  readonly fault?: ErrorCode;
}

const mustBeNamed = (groupId: string): ErrorCode => (groupId === '' ? ErrorCode.INVALID_GROUP_ID : ErrorCode.NONE);

/**
 * Whether it is a group of the consumer protocol that has members: it answers classic requests too. Then an answer without
 * records waits for the newest write, for it was decided on what was replayed. Those of classic groups do not: what they say
 * lives in memory alone, or was committed before it came there.
 */
const isConsumerGroup =
  (groupId: string) =>
  ({ groups }: ShardState): boolean => {
    const group = groups.find(groupId);
    return group?.kind === 'consumer' && group.membersCount > 0;
  };
