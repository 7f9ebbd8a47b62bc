import { ErrorCode, type Refusal, refusal } from '@yak/model';
import { ClassicGroup, type ClassicGroupImage } from '../classic';
import { selectProtocol } from '../classic/rules/protocols';
import type { GroupSettings, ShardServices } from '../ports';
import { decodeGroupRecord, encodeGroupRecord, type GroupRecord } from '../records/group-record';
import { type Assignment, filterAssignment } from './assignment';
import { readAssignment, readSubscription, writeAssignment } from './classic-protocol';
import { ConsumerGroupState } from './consumer-group-state';
import { type KnownGroup, stopTimers } from './known-group';
import { blankMember, type ConsumerMember } from './member';
import { currentRecord, groupEpochRecord, memberRecord, targetEpochRecord, targetRecord } from './records';

type Policy = GroupSettings['consumer']['migrationPolicy'];

const mayUpgrade = (policy: Policy): boolean => policy === 'bidirectional' || policy === 'upgrade';
const mayDowngrade = (policy: Policy): boolean => policy === 'bidirectional' || policy === 'downgrade';

/** A classic group on its way to be one of the consumer protocol. */
export interface Upgrade {
  /** The group as its new records have it. */
  readonly state: ConsumerGroupState;
  /** The end of the classic group, and the new group: 5, 3, 7, 6, 8. */
  readonly records: readonly GroupRecord[];
  /** The classic group ends: whoever waits in it is told to join again. */
  readonly apply: () => void;
  /** Nothing was written: the classic group is there again, at rest. */
  readonly undo: () => void;
}

/**
 * Turns a classic group with members into one of the consumer protocol, each member with what it has. Everything is read before
 * anybody is told. GROUP_ID_NOT_FOUND where that cannot be. Source: KIP-848; Kafka ConsumerGroup.fromClassicGroup.
 */
export function planUpgrade(services: ShardServices, group: ClassicGroup): Upgrade | Refusal {
  const { migrationPolicy, membersMax } = services.settings.consumer;
  const image = group.image();
  const no = (why: string): Refusal =>
    refusal(ErrorCode.GROUP_ID_NOT_FOUND, `the group ${group.id} speaks the classic protocol: ${why}`);
  if (!mayUpgrade(migrationPolicy)) return no(`group.consumer.migration.policy is ${migrationPolicy}`);
  if (image.protocolType !== 'consumer') return no(`its members are of type ${image.protocolType ?? '(none)'}`);
  if (image.members.length > membersMax) return no(`it has ${image.members.length} members`);
  const members = upgradedMembers(services, image);
  if (members === null) return no('what a member says cannot be read');
  const records = upgradeRecords(image, members);
  const state = new ConsumerGroupState(group.id);
  for (const record of records) applyTo(state, record);
  return {
    state,
    records: [...group.tombstones(), ...records],
    apply: () => group.unload(ErrorCode.REBALANCE_IN_PROGRESS),
    undo: () => {
      const again = ClassicGroup.of(services, image, 'it could not be upgraded');
      services.groups.replace(again);
      again.startSessions();
    },
  };
}

function upgradedMembers(services: ShardServices, image: ClassicGroupImage): ConsumerMember[] | null {
  const members: ConsumerMember[] = [];
  const taken = new Set<string>();
  const isFirst = (topicId: string, partition: number): boolean => {
    const key = `${topicId}-${partition}`;
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
  for (const member of image.members) {
    const protocol = member.protocols.find(({ name }) => name === image.protocolName) ?? member.protocols[0];
    const subscription = protocol === undefined ? null : readSubscription(protocol.metadata, services.topics);
    const assigned = readAssignment(member.assignment, services.topics);
    if (subscription === null || assigned === null) return null;
    members.push({
      ...blankMember(member.id),
      instanceId: member.instanceId,
      rackId: subscription.rackId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      topicNames: subscription.topicNames,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      classic: { sessionTimeoutMs: member.sessionTimeoutMs, protocols: member.protocols },
      memberEpoch: image.generation,
      previousMemberEpoch: image.generation,
      assigned: filterAssignment(assigned, isFirst),
    });
  }
  return members;
}

function upgradeRecords({ id, generation }: ClassicGroupImage, members: readonly ConsumerMember[]): GroupRecord[] {
  return [
    ...members.map((member) => memberRecord(id, member.memberId, member)),
    groupEpochRecord(id, generation),
    ...members.map((member) => targetRecord(id, member.memberId, member.assigned)),
    targetEpochRecord(id, generation),
    ...members.map((member) => currentRecord(id, member.memberId, member)),
  ];
}

/** Applies a record that is about to be written, as it will be read back. */
function applyTo(state: ConsumerGroupState, record: GroupRecord): void {
  const { key, value } = encodeGroupRecord(record);
  const read = decodeGroupRecord(key, value);
  if (read === null || read.kind === 'groupMetadata' || read.kind === 'offsetCommit') return;
  state.apply(read);
}

/** A group of the consumer protocol whose last member that speaks it goes. */
export interface Downgrade {
  readonly records: readonly GroupRecord[];
  readonly onCommitted: () => void;
  readonly onRefused: () => void;
}

/**
 * Turns a group into a classic one when all members that stay speak the classic protocol; they rebalance at once. Memory changes
 * here and now; the records are for the next load. null where the group stays as it is.
 * Source: Kafka validateOnlineDowngradeWithFencedMembers, convertToClassicGroup.
 */
export function downgrade(
  services: ShardServices,
  group: KnownGroup,
  leaving: ReadonlySet<string>,
  cause: string,
): Downgrade | null {
  const { migrationPolicy } = services.settings.consumer;
  const staying = [...group.state.members.values()].filter(({ memberId }) => !leaving.has(memberId));
  const image = mayDowngrade(migrationPolicy) ? downgradedImage(services, group.state, staying) : null;
  if (image === null || staying.length > services.settings.groupMembersMax) return null;
  const classic = ClassicGroup.of(services, image, `a consumer group became classic: ${cause}`);
  const records = [...group.tombstones(), classic.record()];
  services.groups.replace(classic);
  for (const memberId of group.state.members.keys()) stopTimers(services, group.id, memberId);
  classic.startSessions();
  records.push(...classic.rebalance.prepare(cause));
  return {
    records,
    onCommitted: () => group.retire(`the group became classic: ${cause}`),
    onRefused: () => {
      classic.unload(ErrorCode.REBALANCE_IN_PROGRESS);
      services.groups.replace(group);
      group.afterLoad();
    },
  };
}

/** null unless there is somebody and all speak the classic protocol, with a protocol that all list. */
function downgradedImage(
  services: ShardServices,
  state: ConsumerGroupState,
  staying: readonly ConsumerMember[],
): ClassicGroupImage | null {
  const protocolsOf = (member: ConsumerMember): ClassicGroupImage['members'][number]['protocols'] =>
    member.classic?.protocols ?? [];
  const [leader] = staying;
  if (leader === undefined || staying.some(({ classic }) => classic === null)) return null;
  const protocolName = selectProtocol(staying.map(protocolsOf), protocolsOf(leader));
  if (protocolName === null) return null;
  const assignmentFor = (member: ConsumerMember): Buffer => {
    const metadata = protocolsOf(member).find(({ name }) => name === protocolName)?.metadata;
    return serialised(services, state.targetOf(member.memberId), metadata);
  };
  return {
    id: state.id,
    protocolType: 'consumer',
    generation: state.groupEpoch,
    protocolName,
    leaderId: leader.memberId,
    stateTimestampMs: services.clock.wallMs(),
    members: staying.map((member) => ({
      id: member.memberId,
      instanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      sessionTimeoutMs: member.classic?.sessionTimeoutMs ?? services.settings.consumer.sessionTimeoutMs,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      protocols: protocolsOf(member),
      assignment: assignmentFor(member),
    })),
  };
}

function serialised(services: ShardServices, target: Assignment, metadata: Buffer | undefined): Buffer {
  return writeAssignment(target, metadata, (topicId) => services.topics.byId(topicId)?.name ?? null);
}
