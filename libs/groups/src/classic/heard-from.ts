import type { GroupCaller } from '../ports';
import type { ClassicGroup } from './classic-group';
import type { ClassicMember } from './classic-member';

/**
 * Notes a sign of life, and over which socket it came: where `yak.group.leave.on.disconnect` is on, a dynamic member leaves
 * when that is closed. A static one is away and will be back (KIP-345).
 */
export function heardFrom({ rebalance }: ClassicGroup, member: ClassicMember, caller: GroupCaller): void {
  const { settings, clock } = rebalance.services;
  member.heardMs = clock.monotonicMs();
  if (settings.leaveOnDisconnect && member.instanceId === null)
    member.watchSocket(caller, () => rebalance.expectDeparture(member));
}
