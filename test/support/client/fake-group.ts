import { ErrorCode } from '@yak/model';
import type {
  FindCoordinator,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  OffsetCommit,
  OffsetFetch,
  RequestOf,
  ResponseInputOf,
  SyncGroup,
} from '@yak/protocol';
import type { Interception } from './fake-broker';

interface FakeMember {
  readonly memberId: string;
  metadata: ReadonlyMap<string, Buffer>;
  assignment: Buffer;
  join: ((answer: ResponseInputOf<typeof JoinGroup>) => void) | null;
  sync: ((answer: ResponseInputOf<typeof SyncGroup>) => void) | null;
}

const FIND_COORDINATOR = 10;
const NO_BYTES = Buffer.alloc(0);

/** The coordinator of one classic group as Kafka behaves in what a member needs, without timers: nobody is ever thrown out. */
export class FakeGroup {
  state: 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' = 'Empty';
  generation = 0;
  coordinatorId = 1;
  /** A join phase ends when so many members wait in it. */
  membersWanted = 1;
  readonly members = new Map<string, FakeMember>();
  /** By `topic-partition`. */
  readonly committed = new Map<string, number>();
  /** Every commit in order: who, in which generation, what. */
  readonly commits: { readonly memberId: string; readonly generation: number; readonly offset: number }[] = [];
  readonly left: string[] = [];
  /** Codes that are answered instead, per API key, first in first out. */
  readonly refusals = new Map<number, number[]>();
  #nextId = 1;

  readonly answer: Interception = ({ key, body, brokerId }) => {
    if (key === FIND_COORDINATOR) return this.find(body as RequestOf<typeof FindCoordinator>);
    const refusal = this.refusals.get(key)?.shift();
    const isElsewhere = brokerId !== this.coordinatorId;
    const errorCode = refusal ?? (isElsewhere ? ErrorCode.NOT_COORDINATOR : ErrorCode.NONE);
    switch (key) {
      case 8:
        return this.commit(body as RequestOf<typeof OffsetCommit>, errorCode);
      case 9:
        return this.offsets(body as RequestOf<typeof OffsetFetch>, errorCode);
      case 11:
        return this.join(body as RequestOf<typeof JoinGroup>, errorCode);
      case 12:
        return { errorCode: errorCode || this.heartbeat(body as RequestOf<typeof Heartbeat>) };
      case 13:
        return this.leave(body as RequestOf<typeof LeaveGroup>);
      case 14:
        return this.sync(body as RequestOf<typeof SyncGroup>, errorCode);
      default:
        return undefined;
    }
  };

  /** Calls a rebalance, as a new member would. */
  rebalance(): void {
    for (const member of this.members.values()) {
      member.sync?.({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS, assignment: NO_BYTES });
      member.sync = null;
    }
    this.state = 'PreparingRebalance';
    this.completeJoin();
  }

  /** Throws a member out, as its session's end would. */
  expel(memberId: string): void {
    this.members.delete(memberId);
    this.rebalance();
  }

  private find({ coordinatorKeys, key }: RequestOf<typeof FindCoordinator>): ResponseInputOf<typeof FindCoordinator> {
    const place = { nodeId: this.coordinatorId, host: '127.0.0.1', port: 9091 + this.coordinatorId };
    const found = { ...place, errorCode: 0, errorMessage: null };
    return {
      ...found,
      coordinators: (coordinatorKeys.length > 0 ? coordinatorKeys : [key]).map((each) => ({ ...found, key: each })),
    };
  }

  private join(
    request: RequestOf<typeof JoinGroup>,
    errorCode: number,
  ): ResponseInputOf<typeof JoinGroup> | Promise<ResponseInputOf<typeof JoinGroup>> {
    const refusal = { errorCode, protocolName: null, leader: '', memberId: request.memberId, members: [] };
    if (errorCode !== 0) return refusal;
    if (request.memberId === '')
      return { ...refusal, errorCode: ErrorCode.MEMBER_ID_REQUIRED, memberId: `m${this.#nextId++}` };
    const metadata = new Map(request.protocols.map(({ name, metadata: bytes }) => [name, bytes]));
    const known = this.members.get(request.memberId);
    const member = known ?? { memberId: request.memberId, metadata, assignment: NO_BYTES, join: null, sync: null };
    member.metadata = metadata;
    this.members.set(request.memberId, member);
    return new Promise((resolve) => {
      member.join = resolve;
      this.rebalance();
    });
  }

  private completeJoin(): void {
    const members = [...this.members.values()];
    if (members.length === 0) this.state = 'Empty';
    if (members.length < this.membersWanted || members.some(({ join }) => join === null)) return;
    this.generation += 1;
    this.state = 'CompletingRebalance';
    const leader = members[0]?.memberId ?? '';
    const names = [...(members[0]?.metadata.keys() ?? [])];
    const protocolName = names.find((name) => members.every(({ metadata }) => metadata.has(name))) ?? '';
    for (const member of members) {
      member.join?.({
        errorCode: 0,
        generationId: this.generation,
        protocolType: 'consumer',
        protocolName,
        leader,
        memberId: member.memberId,
        members:
          member.memberId !== leader
            ? []
            : members.map(({ memberId, metadata }) => ({ memberId, metadata: metadata.get(protocolName) ?? NO_BYTES })),
      });
      member.join = null;
    }
  }

  private sync(
    request: RequestOf<typeof SyncGroup>,
    errorCode: number,
  ): ResponseInputOf<typeof SyncGroup> | Promise<ResponseInputOf<typeof SyncGroup>> {
    const code = errorCode || this.memberFault(request.memberId, request.generationId);
    const member = this.members.get(request.memberId);
    if (code !== 0 || member === undefined) return { errorCode: code, assignment: NO_BYTES };
    if (this.state === 'PreparingRebalance')
      return { errorCode: ErrorCode.REBALANCE_IN_PROGRESS, assignment: NO_BYTES };
    const parked = new Promise<ResponseInputOf<typeof SyncGroup>>((resolve) => {
      member.sync = resolve;
    });
    for (const { memberId, assignment } of request.assignments) {
      const assigned = this.members.get(memberId);
      if (assigned !== undefined) assigned.assignment = assignment;
    }
    if (request.assignments.length > 0) this.state = 'Stable';
    if (this.state === 'Stable')
      for (const each of this.members.values()) {
        each.sync?.({ errorCode: 0, assignment: each.assignment });
        each.sync = null;
      }
    return parked;
  }

  private heartbeat({ memberId, generationId }: RequestOf<typeof Heartbeat>): number {
    const fault = this.memberFault(memberId, generationId);
    return fault === 0 && this.state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : fault;
  }

  private leave({ members }: RequestOf<typeof LeaveGroup>): ResponseInputOf<typeof LeaveGroup> {
    for (const { memberId } of members) {
      this.left.push(memberId);
      this.members.get(memberId)?.join?.({
        errorCode: ErrorCode.UNKNOWN_MEMBER_ID,
        protocolName: null,
        leader: '',
        memberId: '',
        members: [],
      });
      this.members.delete(memberId);
    }
    this.rebalance();
    return {
      errorCode: 0,
      members: members.map(({ memberId }) => ({ memberId, groupInstanceId: null, errorCode: 0 })),
    };
  }

  private memberFault(memberId: string, generationId: number): number {
    if (!this.members.has(memberId)) return ErrorCode.UNKNOWN_MEMBER_ID;
    return generationId === this.generation ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  }

  private commit(request: RequestOf<typeof OffsetCommit>, errorCode: number): ResponseInputOf<typeof OffsetCommit> {
    const { memberId, generationIdOrMemberEpoch: generation } = request;
    const code = errorCode || this.memberFault(memberId, generation);
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, committedOffset }) => {
        if (code === 0) {
          this.committed.set(`${name}-${partitionIndex}`, committedOffset);
          this.commits.push({ memberId, generation, offset: committedOffset });
        }
        return { partitionIndex, errorCode: code };
      }),
    }));
    return { topics };
  }

  private offsets(request: RequestOf<typeof OffsetFetch>, errorCode: number): ResponseInputOf<typeof OffsetFetch> {
    const groups = request.groups.map(({ groupId, topics }) => ({
      groupId,
      errorCode,
      topics: (topics ?? []).map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => ({
          partitionIndex,
          committedOffset: this.committed.get(`${name}-${partitionIndex}`) ?? -1,
          metadata: '',
          errorCode: 0,
        })),
      })),
    }));
    return { topics: [], groups };
  }
}
