import { ErrorCode } from '@yak/model';
import type { DescribeGroups, ResponseInputOf } from '@yak/protocol';
import type { Decision } from '../decision';
import type { Group, GroupExplanation, OffsetCaller, ShardServices } from '../ports';
import type { GroupRecord, ReadGroupRecord } from '../records/group-record';
import { ClassicRebalance } from './classic-rebalance';
import { explainClassicGroup } from './explain-classic-group';
import { groupTombstone } from './metadata-record';
import { judgeCommit } from './rules/judge-commit';
import { judgeDeletion, judgeOffsetDeletion } from './rules/judge-deletion';
import type { MemberProtocol } from './rules/protocols';
import { retentionBase } from './rules/retention-base';

type ReadGroupMetadata = Extract<ReadGroupRecord, { kind: 'groupMetadata' }>;

/** A classic group at work, as a record or a consumer group gives it. */
export interface ClassicGroupImage {
  readonly id: string;
  readonly protocolType: string | null;
  readonly generation: number;
  /** null without members. */
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  /** When it came into its state, ms since the epoch. */
  readonly stateTimestampMs: number | null;
  readonly members: readonly ClassicMemberImage[];
}

/** One member of it. */
export interface ClassicMemberImage {
  readonly id: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocols: readonly MemberProtocol[];
  /** Opaque; empty for none. */
  readonly assignment: Buffer;
}

/** One group of DescribeGroups. */
export type DescribedClassicGroup = ResponseInputOf<typeof DescribeGroups>['groups'][number];

const NO_BYTES = Buffer.alloc(0);

/**
 * One classic group as the shard sees it. Made of its record it runs no machine before it is asked for something: while a
 * shard is loaded, most records are replaced by later ones. Source: Kafka ClassicGroup.
 */
export class ClassicGroup implements Group {
  readonly kind = 'classic';
  readonly id: string;
  readonly #services: ShardServices;
  readonly #image: ClassicGroupImage;
  readonly #cause: string;
  #rebalance: ClassicRebalance | null = null;

  private constructor(services: ShardServices, image: ClassicGroupImage, cause: string) {
    this.id = image.id;
    this.#services = services;
    this.#image = image;
    this.#cause = cause;
  }

  /** A group without members that never had any: offsets are committed for it, or a first member is about to join. */
  static simple(services: ShardServices, id: string): ClassicGroup {
    const stateTimestampMs = services.clock.wallMs();
    const nothing = { protocolType: null, generation: 0, protocolName: null, leaderId: null, members: [] };
    return new ClassicGroup(services, { id, stateTimestampMs, ...nothing }, 'created');
  }

  /** A group as its record has it. Source: Kafka GroupMetadataManager.replay(GroupMetadataKey, GroupMetadataValue). */
  static load(
    services: ShardServices,
    key: ReadGroupMetadata['key'],
    value: NonNullable<ReadGroupMetadata['value']>,
  ): ClassicGroup {
    return new ClassicGroup(services, imageOf(key, value), 'loaded from the log');
  }

  /** A group of members that are here already: a consumer group becomes one. Stable, or Empty without members. */
  static of(services: ShardServices, image: ClassicGroupImage, cause: string): ClassicGroup {
    return new ClassicGroup(services, image, cause);
  }

  /** Its rebalances, where its members and its machine are. */
  get rebalance(): ClassicRebalance {
    return (this.#rebalance ??= this.#build());
  }

  #build(): ClassicRebalance {
    const image = this.#image;
    const rebalance = new ClassicRebalance(this.#services, { ...image, cause: this.#cause });
    const members = image.members.map((recorded) => {
      const { id, assignment, ...profile } = recorded;
      const member = rebalance.makeMember(id, profile, this.#cause);
      member.assignment = assignment;
      return member;
    });
    if (members.length > 0) rebalance.restore(members, image.leaderId, this.#cause);
    return rebalance;
  }

  /** The shard is loaded: sessions begin, and a group that has more members than it may rebalances. */
  afterLoad(): Decision<void> | null {
    const { rebalance } = this;
    this.startSessions();
    const isTooBig = rebalance.roster.size > this.#services.settings.groupMembersMax;
    return isTooBig ? rebalance.decide(rebalance.prepare('the group has more members than group.max.size')) : null;
  }

  /** Every member is to be heard within its session from now on. */
  startSessions(): void {
    for (const member of this.rebalance.roster.members) this.rebalance.startSession(member);
  }

  get protocolType(): string | null {
    return this.#rebalance === null ? this.#image.protocolType : this.#rebalance.roster.protocolType;
  }

  get stateName(): string {
    return this.rebalance.state;
  }

  get membersCount(): number {
    return this.#rebalance === null ? this.#image.members.length : this.#rebalance.roster.size;
  }

  get stateTimestampMs(): number | null {
    return this.#rebalance === null ? this.#image.stateTimestampMs : this.#rebalance.stateTimestampMs;
  }

  get generation(): number {
    return this.rebalance.generation;
  }

  /** Nobody was ever in it: it is there for its offsets alone, and has no record of its own. */
  get isSimple(): boolean {
    return this.protocolType === null && this.membersCount === 0 && this.#pendingCount === 0;
  }

  get #pendingCount(): number {
    return this.#rebalance?.roster.pending.size ?? 0;
  }

  /** The group as it is now, for one that takes its place. */
  image(): ClassicGroupImage {
    const { roster, generation, protocolName, stateTimestampMs } = this.rebalance;
    const { protocolType, leaderId } = roster;
    const members = [...roster.members].map(({ id, profile, assignment }) => ({ id, assignment, ...profile }));
    return { id: this.id, protocolType, generation, protocolName, leaderId, stateTimestampMs, members };
  }

  /** The record of the group as it is now. */
  record(): GroupRecord {
    return this.rebalance.record();
  }

  judgeCommit({ memberId, instanceId, generationOrEpoch }: OffsetCaller): ErrorCode {
    const hasIdentity = generationOrEpoch >= 0 || memberId !== '' || instanceId !== null;
    return judgeCommit(
      this.rebalance,
      { generation: generationOrEpoch, hasIdentity },
      this.rebalance.roster.claimOf(memberId, instanceId),
    );
  }

  noteCommit(memberId: string): void {
    const { rebalance } = this;
    const member = rebalance.roster.find(memberId);
    if (member === null || (rebalance.state !== 'Stable' && rebalance.state !== 'PreparingRebalance')) return;
    member.heardMs = this.#services.clock.monotonicMs();
    rebalance.startSession(member);
  }

  /** Members of classic groups need not say who they are. */
  judgeFetch(): ErrorCode {
    return ErrorCode.NONE;
  }

  judgeDelete(): ErrorCode {
    return judgeDeletion(this.rebalance.state);
  }

  judgeOffsetDelete(): ErrorCode {
    return judgeOffsetDeletion(this.rebalance.state, this.protocolType);
  }

  /** Where it is not known what the members read, consumers are taken to read everything. */
  isSubscribedTo(topic: string): boolean {
    return this.rebalance.subscribedTopics?.has(topic) ?? this.protocolType === 'consumer';
  }

  retentionBase(topic: string, commitTimestampMs: number): number | null {
    const { state, stateTimestampMs, subscribedTopics } = this.rebalance;
    const { protocolType } = this;
    return retentionBase(
      { state, protocolType, stateTimestampMs, isSubscriptionKnown: subscribedTopics !== null },
      { isSubscribed: this.isSubscribedTo(topic), commitTimestampMs },
    );
  }

  tombstones(): readonly GroupRecord[] {
    return [groupTombstone(this.id)];
  }

  /** The group as DescribeGroups shows it: metadata only while it is Stable, for only then is there one protocol. */
  describe(): DescribedClassicGroup {
    const { state, roster, protocolName } = this.rebalance;
    const isStable = state === 'Stable';
    return {
      errorCode: ErrorCode.NONE,
      groupId: this.id,
      groupState: state,
      protocolType: roster.protocolType ?? '',
      protocolData: isStable ? (protocolName ?? '') : '',
      members: [...roster.members].map((member) => ({
        memberId: member.id,
        groupInstanceId: member.instanceId,
        clientId: member.profile.clientId,
        clientHost: member.profile.clientHost,
        memberMetadata: isStable ? member.metadataOf(protocolName) : NO_BYTES,
        memberAssignment: member.assignment,
      })),
    };
  }

  explain(): GroupExplanation {
    return explainClassicGroup(this.rebalance);
  }

  unload(error: ErrorCode): void {
    const isShardGone = error === ErrorCode.NOT_COORDINATOR;
    this.#rebalance?.end(error, isShardGone ? 'its shard is no longer here' : 'the group is no more');
  }
}

function imageOf(key: ReadGroupMetadata['key'], value: NonNullable<ReadGroupMetadata['value']>): ClassicGroupImage {
  const { protocol, currentStateTimestamp } = value;
  return {
    id: key.group,
    protocolType: value.protocolType === '' ? null : value.protocolType,
    generation: value.generation,
    protocolName: protocol,
    leaderId: value.leader,
    stateTimestampMs: currentStateTimestamp === -1 ? null : currentStateTimestamp,
    members: value.members.map((member) => ({
      id: member.memberId,
      instanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      sessionTimeoutMs: member.sessionTimeout,
      rebalanceTimeoutMs: member.rebalanceTimeout === -1 ? member.sessionTimeout : member.rebalanceTimeout,
      protocols: protocol === null ? [] : [{ name: protocol, metadata: Buffer.from(member.subscription) }],
      assignment: Buffer.from(member.assignment),
    })),
  };
}
