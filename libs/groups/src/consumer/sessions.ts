import { answered, type Decision } from '../decision';
import type { ShardServices } from '../ports';
import { timerKey } from '../timer-key';
import { knownGroup } from './known-group';
import type { ConsumerMember } from './member';
import { removeMembers } from './removal';

/** Starts a member's session anew: without a sign of life it is fenced when it ends. */
export function startSession(services: ShardServices, groupId: string, memberId: string): void {
  const timeoutMs = sessionTimeoutMs(services, groupId, memberId);
  services.timers.set(timerKey('session', groupId, memberId), timeoutMs, () =>
    fence(services, { groupId, memberId, cause: `no heartbeat for ${timeoutMs} ms` }),
  );
}

/** How long a member may be silent: what it said when it speaks the classic protocol, else what the group says. */
export function sessionTimeoutMs(services: ShardServices, groupId: string, memberId: string): number {
  const member = knownGroup(services, groupId)?.state.members.get(memberId);
  return member?.classic?.sessionTimeoutMs ?? services.settings.consumer.sessionTimeoutMs;
}

/** A member that must give partitions up has its rebalance timeout for it; one that need not has no such limit. */
export function startRebalance(services: ShardServices, groupId: string, member: ConsumerMember): void {
  const { memberId, memberEpoch, rebalanceTimeoutMs } = member;
  const key = timerKey('rebalance', groupId, memberId);
  if (member.state !== 'unrevoked' || member.classic !== null) {
    services.timers.cancel(key);
    return;
  }
  services.timers.set(key, rebalanceTimeoutMs, () => {
    const now = knownGroup(services, groupId)?.state.members.get(memberId);
    if (now?.memberEpoch !== memberEpoch || now.state !== 'unrevoked') return answered(undefined);
    const cause = `partitions were not given up within ${rebalanceTimeoutMs} ms`;
    return fence(services, { groupId, memberId, cause });
  });
}

/** Which member is to be taken out, and why, in words. */
export interface Fencing {
  readonly groupId: string;
  readonly memberId: string;
  readonly cause: string;
}

/** Takes a member out of its group; nothing when it is not there any more. It learns of it by its next heartbeat. */
export function fence(services: ShardServices, { groupId, memberId, cause }: Fencing): Decision<void> {
  const group = knownGroup(services, groupId);
  if (group?.state.members.has(memberId) !== true) return answered(undefined);
  const removal = removeMembers(services, group, new Set([memberId]), cause);
  return {
    ...removal,
    answer: undefined,
    onRefused: () => {
      removal.onRefused();
      startSession(services, groupId, memberId);
    },
  };
}

/** A classic member that does not do what it was told to in time is taken out. */
export function startClassicTimer(
  services: ShardServices,
  kind: 'join' | 'sync',
  { groupId, memberId, timeoutMs }: { readonly groupId: string; readonly memberId: string; readonly timeoutMs: number },
): void {
  const cause = `it did not ${kind} within ${timeoutMs} ms`;
  services.timers.set(timerKey(kind, groupId, memberId), timeoutMs, () =>
    fence(services, { groupId, memberId, cause }),
  );
}
