import type { ClassicState } from './group-state';

/**
 * Whether the group has room for the member that wants to join.
 * While members rejoin, those that have are counted: after `group.max.size` was lowered the last to come are left out.
 * @param group.joinsCount members with a parked JoinGroup
 * @param group.membersMax `group.max.size`, ≥ 1
 * @param member.hasJoined its JoinGroup is parked already
 * Source: KIP-389; Kafka GroupMetadataManager.acceptJoiningMember.
 */
export function acceptsSize(
  group: {
    readonly state: ClassicState;
    readonly membersCount: number;
    readonly joinsCount: number;
    readonly membersMax: number;
  },
  member: { readonly isMember: boolean; readonly hasJoined: boolean },
): boolean {
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return true;
    case 'PreparingRebalance':
      return member.hasJoined || group.joinsCount < group.membersMax;
    case 'CompletingRebalance':
    case 'Stable':
      return member.isMember || group.membersCount < group.membersMax;
  }
}
