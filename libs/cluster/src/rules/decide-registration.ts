import { type BrokerRecord, type Member, type PartitionRecord, type RegisterRequest, sameMember } from '@yak/control';
import { brokerEpoch, type BrokerEpoch, ErrorCode, refusal, type Refusal } from '@yak/model';
import { concerns, nextLeaderEpoch, nextPartitionEpoch } from './membership';

/** What the coordinator knows when a broker registers. */
export interface RegistrationFacts {
  readonly clusterId: string;
  /** The broker as registered before; null: never. */
  readonly known: BrokerRecord | null;
  /** Whether the registration before is heard of at this moment. */
  readonly isSessionLive: boolean;
}

/** The broker's record to write; `isRepeated` where the same process asked before and nothing is to be written. */
export interface Registration {
  readonly kind: 'registration';
  readonly record: BrokerRecord;
  /** The log of the broker is as its members left it (R7). */
  readonly isClean: boolean;
  readonly isRepeated: boolean;
}

/**
 * Whether a broker may register, and as what. Source: KIP-631, KIP-966; Kafka ClusterControlManager.registerBroker.
 * @returns Refusal INCONSISTENT_CLUSTER_ID for a disk of another cluster, INVALID_REGISTRATION without log directory or
 *   endpoint, DUPLICATE_BROKER_REGISTRATION while another process with this id lives
 */
export function decideRegistration(request: RegisterRequest, facts: RegistrationFacts): Registration | Refusal {
  const { known } = facts;
  if (request.clusterId !== null && request.clusterId !== facts.clusterId) {
    return refusal(
      ErrorCode.INCONSISTENT_CLUSTER_ID,
      `the log directory belongs to cluster ${request.clusterId}, this is ${facts.clusterId}`,
    );
  }
  if (request.directoryIds.length === 0)
    return refusal(ErrorCode.INVALID_REGISTRATION, 'a broker registers with at least one log directory');
  if (request.endpoints.length === 0)
    return refusal(ErrorCode.INVALID_REGISTRATION, 'a broker registers with at least one endpoint');
  if (known?.incarnationId === request.incarnationId)
    return { kind: 'registration', record: known, isClean: true, isRepeated: true };
  if (known !== null && facts.isSessionLive) {
    return refusal(
      ErrorCode.DUPLICATE_BROKER_REGISTRATION,
      `broker ${request.brokerId} lives already in another process`,
    );
  }
  const record: BrokerRecord = {
    kind: 'broker',
    brokerId: request.brokerId,
    brokerEpoch: brokerEpoch(known === null ? 1 : known.brokerEpoch + 1),
    incarnationId: request.incarnationId,
    directoryIds: request.directoryIds,
    endpoints: request.endpoints,
    httpEndpoint: request.httpEndpoint,
    rack: request.rack,
    state: 'fenced',
    recordEpoch: 0,
    operationId: request.operationId,
  };
  return { kind: 'registration', record, isClean: known !== null && isClean(request, known), isRepeated: false };
}

/** The clean-shutdown file names the last epoch of this broker, written to a directory that is still here. */
function isClean(request: RegisterRequest, known: BrokerRecord): boolean {
  const { cleanShutdown } = request;
  if (cleanShutdown === null || cleanShutdown.brokerEpoch !== known.brokerEpoch) return false;
  return (
    known.directoryIds.includes(cleanShutdown.directoryId) &&
    known.directoryIds.every((id) => request.directoryIds.includes(id))
  );
}

/** One returning broker, as each of its partitions sees it. */
export interface ReturningBroker {
  readonly member: Member;
  /** Epoch of the registration before; null: none. */
  readonly epochBefore: BrokerEpoch | null;
  /** Where its logs lay before; null: not known. */
  readonly directoryIdBefore: string | null;
  readonly isClean: boolean;
  readonly operationId: string;
}

/**
 * What the return of a broker does to one partition record (R7); null: nothing. After a clean stop memberships move to
 * the new broker epoch; after any other the broker leaves ISR and ELR, the epoch is bumped where it led, and if nobody is
 * left it is kept as the last known leader.
 */
export function partitionAfterReturn(record: PartitionRecord, returning: ReturningBroker): PartitionRecord | null {
  const { member, epochBefore } = returning;
  if (!concerns(record, member.brokerId)) return null;
  const stale = [...record.isr, ...record.elr, record.leader].some(
    (other) => other?.brokerId === member.brokerId && other.brokerEpoch !== member.brokerEpoch,
  );
  if (!stale) return null;
  const led = record.leader?.brokerId === member.brokerId;
  const isMoved = returning.isClean && epochBefore !== null;
  const before: Member | null = isMoved ? { brokerId: member.brokerId, brokerEpoch: epochBefore } : null;
  const isr = moved(record.isr, before, member);
  const elr = moved(record.elr, before, member);
  const isDeserted = isr.length === 0 && elr.length === 0 && returning.directoryIdBefore !== null;
  return {
    ...record,
    leader: led ? null : record.leader,
    leaderEpoch: led && !isMoved ? nextLeaderEpoch(record.leaderEpoch) : record.leaderEpoch,
    isr,
    elr,
    lastKnownLeader: isDeserted
      ? { brokerId: member.brokerId, directoryId: returning.directoryIdBefore }
      : record.lastKnownLeader,
    partitionEpoch: nextPartitionEpoch(record.partitionEpoch),
    operationId: returning.operationId,
  };
}

/** The one registration before (null: none counts) becomes the one now; every older one of the same broker goes (R16). */
function moved(members: readonly Member[], before: Member | null, now: Member): readonly Member[] {
  return members
    .map((member) => (before !== null && sameMember(member, before) ? now : member))
    .filter((member) => member.brokerId !== now.brokerId || sameMember(member, now));
}
