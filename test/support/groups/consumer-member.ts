import { ErrorCode, type TopicId } from '@yak/model';
import { ConsumerGroupHeartbeat, type RequestInputOf, type ResponseOf } from '@yak/protocol';
import { GroupError } from './group-error';
import type { MemberListener } from './group-view';
import type { Asks } from './member-offsets';

/** What a member of the consumer protocol is made of. */
export interface ConsumerMemberOptions {
  readonly asks: Asks;
  readonly groupId: string;
  readonly topic: string;
  readonly rebalanceTimeoutMs: number;
  readonly instanceId?: string | undefined;
  readonly view?: MemberListener | undefined;
  readonly nowUs: () => number;
}

const FENCED: ReadonlySet<number> = new Set([ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.FENCED_MEMBER_EPOCH]);
const LEAVE_EPOCH = -1;

/** A member of a group of the consumer protocol (KIP-848), spoken by hand. What it is told to give up it gives up at once. */
export class ConsumerMember {
  memberId = '';
  generation = 0;
  owned: readonly number[] = [];
  #isReportDue = true;
  #topicId: TopicId | null = null;

  constructor(private readonly options: ConsumerMemberOptions) {}

  /** Joins, or says that it lives. Resolves to whether what it owns has changed. Rejects with GroupError. */
  async heartbeat(): Promise<boolean> {
    const { asks, view, nowUs } = this.options;
    const owned = this.#isReportDue ? this.owned : null;
    view?.beating(this.memberId, { epoch: this.generation, owned, atUs: nowUs() });
    const answer = await asks.request(ConsumerGroupHeartbeat, 0, this.#request(owned));
    return answer.errorCode === ErrorCode.NONE ? this.#took(answer) : this.#refused(answer.errorCode);
  }

  #request(owned: readonly number[] | null): RequestInputOf<typeof ConsumerGroupHeartbeat> {
    const { groupId, topic, rebalanceTimeoutMs, instanceId } = this.options;
    const always = {
      groupId,
      memberId: this.memberId,
      memberEpoch: this.generation,
      instanceId: instanceId ?? null,
    };
    if (this.generation === 0)
      return { ...always, rebalanceTimeoutMs, subscribedTopicNames: [topic], topicPartitions: [] };
    if (owned === null) return always;
    const topicId = this.#topicId;
    return {
      ...always,
      topicPartitions: topicId === null || owned.length === 0 ? [] : [{ topicId, partitions: [...owned] }],
    };
  }

  #took(answer: ResponseOf<typeof ConsumerGroupHeartbeat>): boolean {
    const { view, nowUs } = this.options;
    this.memberId = answer.memberId ?? this.memberId;
    this.generation = answer.memberEpoch;
    const told = answer.assignment?.topicPartitions ?? null;
    const assigned = told?.flatMap(({ partitions }) => partitions) ?? null;
    view?.beaten(this.memberId, { epoch: answer.memberEpoch, assigned, atUs: nowUs() });
    this.#isReportDue = assigned !== null;
    if (assigned === null) return false;
    this.#topicId = told?.[0]?.topicId ?? this.#topicId;
    this.owned = [...assigned].sort((one, other) => one - other);
    return true;
  }

  async leave(): Promise<void> {
    const { asks, groupId, instanceId, view, nowUs } = this.options;
    view?.beating(this.memberId, { epoch: LEAVE_EPOCH, owned: null, atUs: nowUs() });
    await asks.request(ConsumerGroupHeartbeat, 0, {
      groupId,
      memberId: this.memberId,
      memberEpoch: LEAVE_EPOCH,
      instanceId: instanceId ?? null,
    });
    this.forget();
  }

  /** Forgets its membership, as a program that starts again does. */
  forget(): void {
    this.memberId = '';
    this.generation = 0;
    this.owned = [];
    this.#isReportDue = true;
  }

  #refused(errorCode: number): boolean {
    if (!FENCED.has(errorCode)) throw new GroupError('the group does not take this member', errorCode);
    this.options.view?.refused(this.memberId, errorCode);
    this.forget();
    return true;
  }
}
