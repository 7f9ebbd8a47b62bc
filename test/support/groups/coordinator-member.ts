import { ErrorCode } from '@yak/model';
import { ConsumerProtocolSubscription, encodeVersioned, type JoinGroup, type ResponseInputOf } from '@yak/protocol';
import type { GroupCoordinator } from '../../../libs/groups/src/coordinator';
import { FakeCaller } from './fake-services';

type Joined = ResponseInputOf<typeof JoinGroup>;

/** A member of a classic group as kafkajs is one: it joins twice, leads with a plan, and commits with its generation. */
export class CoordinatorMember {
  memberId = '';
  generationId = -1;
  joined: Joined | null = null;
  assignment = '';

  constructor(
    readonly coordinator: () => GroupCoordinator,
    readonly groupId: string,
    readonly options: {
      readonly name?: string;
      readonly instanceId?: string;
      readonly topics?: readonly string[];
    } = {},
  ) {}

  get isLeader(): boolean {
    return this.joined?.leader === this.memberId && this.memberId !== '';
  }

  get #caller(): FakeCaller {
    return new FakeCaller(5, this.options.name ?? 'client', '/10.0.0.1');
  }

  /** Joins, and again with the id that it is given; resolves to the error when the generation is complete. */
  async join(): Promise<number> {
    const metadata = encodeVersioned(ConsumerProtocolSubscription, 0, { topics: this.options.topics ?? ['orders'] });
    const joined = await this.coordinator().joinGroup(
      {
        groupId: this.groupId,
        sessionTimeoutMs: 30_000,
        rebalanceTimeoutMs: 60_000,
        memberId: this.memberId,
        groupInstanceId: this.options.instanceId ?? null,
        protocolType: 'consumer',
        protocols: [{ name: 'RoundRobinAssigner', metadata }],
        reason: null,
      },
      this.#caller,
    );
    if (joined.errorCode === ErrorCode.MEMBER_ID_REQUIRED) {
      this.memberId = joined.memberId;
      return this.join();
    }
    if (joined.errorCode !== ErrorCode.NONE) return joined.errorCode;
    this.joined = joined;
    this.memberId = joined.memberId;
    this.generationId = joined.generationId ?? -1;
    return ErrorCode.NONE;
  }

  /** Hands in a plan where it leads: each member gets the bytes of `plan`'s answer. */
  async sync(plan: (memberId: string) => string = (memberId) => `for ${memberId}`): Promise<number> {
    const members = this.isLeader ? (this.joined?.members ?? []) : [];
    const { errorCode, assignment } = await this.coordinator().syncGroup(
      {
        groupId: this.groupId,
        generationId: this.generationId,
        memberId: this.memberId,
        groupInstanceId: this.options.instanceId ?? null,
        protocolType: 'consumer',
        protocolName: 'RoundRobinAssigner',
        assignments: members.map(({ memberId }) => ({ memberId, assignment: Buffer.from(plan(memberId)) })),
      },
      this.#caller,
    );
    if (errorCode === ErrorCode.NONE) this.assignment = assignment.toString();
    return errorCode;
  }

  async heartbeat(): Promise<number> {
    const { groupId, generationId, memberId } = this;
    const groupInstanceId = this.options.instanceId ?? null;
    const { errorCode } = await this.coordinator().heartbeat(
      { groupId, generationId, memberId, groupInstanceId },
      this.#caller,
    );
    return errorCode;
  }

  async leave(): Promise<number> {
    const member = { memberId: this.memberId, groupInstanceId: this.options.instanceId ?? null, reason: null };
    const request = { groupId: this.groupId, memberId: '', members: [member] };
    const { errorCode, members = [] } = await this.coordinator().leaveGroup(request, this.#caller);
    return errorCode === ErrorCode.NONE ? (members[0]?.errorCode ?? ErrorCode.NONE) : errorCode;
  }

  /** Commits one offset of partition 0 of a topic as a member. */
  async commit(topic: string, committedOffset: number): Promise<number> {
    const partitions = [{ partitionIndex: 0, committedOffset, committedLeaderEpoch: -1, committedMetadata: null }];
    const { topics } = await this.coordinator().offsetCommit(
      {
        groupId: this.groupId,
        generationIdOrMemberEpoch: this.generationId,
        memberId: this.memberId,
        groupInstanceId: this.options.instanceId ?? null,
        retentionTimeMs: -1,
        topics: [{ name: topic, partitions }],
      },
      new FakeCaller(8),
    );
    return topics[0]?.partitions[0]?.errorCode ?? ErrorCode.NONE;
  }
}
