import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import { randomUuid } from '../random-uuid';
import type { GroupRecord } from '../records/group-record';
import { joinRefused, type JoinGroupResponse } from './answers';
import type { ClassicGroup } from './classic-group';
import type { MemberProfile } from './classic-member';

/** A JoinGroup as its group takes it. */
export interface Join {
  readonly caller: GroupCaller;
  /** '' where the client does not know it yet. */
  readonly memberId: string;
  readonly protocolType: string;
  readonly profile: MemberProfile;
  /** What the client says why it joins; '' for nothing. */
  readonly reason: string;
}

/** Characters of a client's name that go into an id: a text on the wire has at most 32,767 bytes, and a character up to three. */
const NAME_LENGTH_MAX = 10_000;

/** The id of a member that has none. Source: Kafka ClassicGroup.generateMemberId, which does not cut names. */
export const newMemberId = (services: ShardServices, { instanceId, clientId }: MemberProfile): string =>
  `${(instanceId ?? clientId).slice(0, NAME_LENGTH_MAX)}-${randomUuid(services.random)}`;

/** Steps that were taken, and the answer. A group that has members writes nothing while they join; this holds for the rest. */
export function decided(
  { rebalance }: ClassicGroup,
  { apiVersion }: GroupCaller,
  records: readonly GroupRecord[],
  answer: JoinGroupResponse | Promise<JoinGroupResponse>,
): Decision<JoinGroupResponse> {
  if (records.length === 0) return answered(answer);
  return {
    records,
    answer,
    isReplayed: false,
    onRefused: (error) => {
      rebalance.logRefusal(error);
      return joinRefused(apiVersion, error, '');
    },
  };
}
