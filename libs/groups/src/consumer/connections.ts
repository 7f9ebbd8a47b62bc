import type { GroupCaller, ShardServices } from '../ports';
import { timerKey } from '../timer-key';
import { knownGroup } from './known-group';
import { fence } from './sessions';

/**
 * Where a closed socket means that the member leaves (`yak.group.leave.on.disconnect`): listens to the socket of its newest
 * heartbeat. Not for static members, which are to come back.
 */
export function watchConnection(
  services: ShardServices,
  { groupId, memberId }: { readonly groupId: string; readonly memberId: string },
  caller: GroupCaller,
): void {
  const group = knownGroup(services, groupId);
  const member = group?.state.members.get(memberId);
  if (!services.settings.leaveOnDisconnect || group === null || member === undefined) return;
  if (member.instanceId !== null) return;
  const { connections } = group.memory;
  connections.get(memberId)?.();
  const stop = caller.onClosed(() => {
    const cause = 'its connection was closed';
    services.timers.set(timerKey('session', groupId, memberId), 0, () => fence(services, { groupId, memberId, cause }));
  });
  connections.set(memberId, stop);
}
