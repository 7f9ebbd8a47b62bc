import { ErrorCode } from '@yak/model';
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  decodeVersioned,
  encodeVersioned,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  type ResponseOf,
  SyncGroup,
} from '@yak/protocol';
import { GroupError } from './group-error';
import type { MemberListener } from './group-view';
import { type Asks, MemberOffsets } from './member-offsets';
import { cooperativeShares, eagerShares, type Subscribed } from './shares';

/** What a member is made of. */
export interface ClassicMemberOptions {
  readonly asks: Asks;
  readonly groupId: string;
  readonly topic: string;
  readonly partitionsCount: number;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** In order of preference. `cooperative` and `eager` may stand together, as in a rolling upgrade. */
  readonly protocols?: readonly ('cooperative' | 'eager')[];
  readonly instanceId?: string | undefined;
  /** Hears what the member was told. */
  readonly view?: MemberListener | undefined;
}

/** Errors after which a member joins again, and those that make it a new member. */
const JOIN_AGAIN: ReadonlySet<number> = new Set([ErrorCode.REBALANCE_IN_PROGRESS, ErrorCode.ILLEGAL_GENERATION]);
const JOINS_MAX = 200;

/**
 * A member of a classic group, spoken by hand: it joins, computes the assignment when it leads, owns partitions, commits.
 * It neither retries nor keeps time; whoever drives it does.
 */
export class ClassicMember {
  memberId = '';
  generation = -1;
  owned: readonly number[] = [];
  protocol = '';

  constructor(private readonly options: ClassicMemberOptions) {}

  /** Joins until it has its share of a stable group. Rejects with GroupError, and with what the connection throws. */
  async join(): Promise<void> {
    for (let attempt = 0; attempt < JOINS_MAX; attempt += 1) {
      const joined = await this.requestJoin();
      if (joined !== null && (await this.requestSync(joined)) && !this.#mustGiveUp(joined)) return;
    }
    throw new GroupError('the group did not come to rest', ErrorCode.REBALANCE_IN_PROGRESS);
  }

  /** One JoinGroup; null where it is to be asked again. */
  async requestJoin(): Promise<ResponseOf<typeof JoinGroup> | null> {
    const { asks, groupId, sessionTimeoutMs, rebalanceTimeoutMs, instanceId, view } = this.options;
    const asked = this.memberId;
    const answer = await asks.request(JoinGroup, 5, {
      groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      memberId: asked,
      groupInstanceId: instanceId ?? null,
      protocolType: 'consumer',
      protocols: this.#protocols.map((name) => ({ name, metadata: this.#subscription() })),
    });
    if (answer.errorCode === ErrorCode.NONE) {
      this.memberId = answer.memberId;
      this.generation = answer.generationId;
      this.protocol = answer.protocolName ?? '';
      view?.joined({
        generation: answer.generationId,
        leader: answer.leader,
        protocol: this.protocol,
        memberId: answer.memberId,
        instanceId: instanceId ?? null,
      });
      return answer;
    }
    this.#onRefused(answer.errorCode, answer.memberId);
    return null;
  }

  /** One SyncGroup, with the assignment where this member leads; false where the group moved on. */
  async requestSync(joined: ResponseOf<typeof JoinGroup>): Promise<boolean> {
    const { asks, groupId, instanceId, view } = this.options;
    const shares = joined.leader === joined.memberId ? this.#shares(joined) : new Map<string, number[]>();
    if (shares.size > 0) view?.proposed(joined.generationId, joined.memberId, shares);
    const answer = await asks.request(SyncGroup, 3, {
      groupId,
      generationId: joined.generationId,
      memberId: joined.memberId,
      groupInstanceId: instanceId ?? null,
      assignments: [...shares].map(([memberId, partitions]) => ({
        memberId,
        assignment: this.#assignment(partitions),
      })),
    });
    if (answer.errorCode !== ErrorCode.NONE) {
      this.#onRefused(answer.errorCode, '');
      return false;
    }
    const before = this.owned;
    this.owned = this.#partitionsIn(answer.assignment);
    this.#gaveUp = before.filter((partition) => !this.owned.includes(partition));
    view?.synced(joined.generationId, joined.memberId, this.owned);
    return true;
  }

  #gaveUp: readonly number[] = [];

  /** NONE, or why the member must do something. Rejects with what the connection throws. */
  async heartbeat(): Promise<number> {
    const { asks, groupId, instanceId } = this.options;
    const { errorCode } = await asks.request(Heartbeat, 3, {
      groupId,
      generationId: this.generation,
      memberId: this.memberId,
      groupInstanceId: instanceId ?? null,
    });
    return errorCode;
  }

  /** Commits where to go on reading. Resolves to the first error, NONE for none. */
  commit(offsets: ReadonlyMap<number, number>, metadata: string | null = null): Promise<number> {
    const { memberId, generation } = this;
    const { instanceId } = this.options;
    return new MemberOffsets(this.options).commit({ memberId, generation, instanceId }, offsets, metadata);
  }

  async leave(): Promise<void> {
    const { asks, groupId, instanceId } = this.options;
    await asks.request(LeaveGroup, 3, {
      groupId,
      members: [{ memberId: this.memberId, groupInstanceId: instanceId ?? null }],
    });
  }

  /** Forgets its membership, as a program that starts again does. */
  forget(): void {
    this.memberId = '';
    this.generation = -1;
    this.owned = [];
  }

  get #protocols(): string[] {
    return (this.options.protocols ?? ['eager']).map((style) =>
      style === 'cooperative' ? 'cooperative-sticky' : 'range',
    );
  }

  #onRefused(errorCode: number, memberId: string): void {
    if (errorCode === ErrorCode.MEMBER_ID_REQUIRED) this.memberId = memberId;
    else if (errorCode === ErrorCode.UNKNOWN_MEMBER_ID) this.forget();
    else if (!JOIN_AGAIN.has(errorCode)) throw new GroupError('the group does not take this member', errorCode);
  }

  /** A cooperative member that lost partitions joins again at once, so that others may have them. */
  #mustGiveUp(joined: ResponseOf<typeof JoinGroup>): boolean {
    return joined.protocolName === 'cooperative-sticky' && this.#gaveUp.length > 0;
  }

  #subscription(): Buffer {
    const isCooperative = (this.options.protocols ?? []).includes('cooperative');
    return encodeVersioned(ConsumerProtocolSubscription, 3, {
      topics: [this.options.topic],
      ownedPartitions: isCooperative ? [{ topic: this.options.topic, partitions: [...this.owned] }] : [],
      generationId: this.generation,
    });
  }

  #shares(joined: ResponseOf<typeof JoinGroup>): Map<string, number[]> {
    const members = joined.members.map(({ memberId, metadata }): Subscribed => {
      const { body } = decodeVersioned(ConsumerProtocolSubscription, metadata, { newer: 'as-newest' });
      return {
        memberId,
        owned: body.ownedPartitions.flatMap(({ partitions }) => partitions),
        generation: body.generationId,
      };
    });
    if (members.length === 0) return new Map(); // a static leader that came back: the assignment stands
    const share = joined.protocolName === 'cooperative-sticky' ? cooperativeShares : eagerShares;
    return share(members, this.options.partitionsCount);
  }

  #assignment(partitions: readonly number[]): Buffer {
    return encodeVersioned(ConsumerProtocolAssignment, 0, {
      assignedPartitions: [{ topic: this.options.topic, partitions: [...partitions] }],
    });
  }

  #partitionsIn(assignment: Buffer): number[] {
    if (assignment.length === 0) return [];
    const { body } = decodeVersioned(ConsumerProtocolAssignment, assignment);
    return body.assignedPartitions.flatMap(({ partitions }) => partitions).sort((one, other) => one - other);
  }
}
