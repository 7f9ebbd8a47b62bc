import { AssertionFailure } from '@yak/base';

/**
 * Where a member of a classic group stands.
 *
 * - `outside`      no member, or a member no longer: owns nothing
 * - `joining`      JoinGroup is under way; its answer waits for the other members
 * - `syncing`      SyncGroup is under way; its answer waits for the leader
 * - `stable`       has its share and reads it
 * - `rebalancing`  must join again; still has its share
 * - `leaving`      commits and says goodbye
 * - `left`         for good
 */
export type GroupPhase = 'outside' | 'joining' | 'syncing' | 'stable' | 'rebalancing' | 'leaving' | 'left';

/** What happens to a member. */
export type GroupEvent =
  | 'join.started'
  | 'join.answered'
  | 'sync.answered'
  | 'attempt.failed'
  | 'rebalance.called'
  | 'membership.lost'
  | 'leave.started'
  | 'leave.ended';

const NEXT: Readonly<Record<GroupPhase, Partial<Record<GroupEvent, GroupPhase>>>> = {
  outside: { 'join.started': 'joining', 'leave.started': 'leaving' },
  joining: {
    'join.answered': 'syncing',
    'attempt.failed': 'rebalancing',
    'membership.lost': 'outside',
    'leave.started': 'leaving',
  },
  syncing: {
    'sync.answered': 'stable',
    'attempt.failed': 'rebalancing',
    'membership.lost': 'outside',
    'leave.started': 'leaving',
  },
  stable: { 'rebalance.called': 'rebalancing', 'membership.lost': 'outside', 'leave.started': 'leaving' },
  rebalancing: {
    'join.started': 'joining',
    'rebalance.called': 'rebalancing', // heartbeats go on until the reader comes, and each hears it again
    'membership.lost': 'outside',
    'leave.started': 'leaving',
  },
  leaving: { 'membership.lost': 'leaving', 'rebalance.called': 'leaving', 'leave.ended': 'left' },
  left: {},
};

/** The phase after an event. Throws AssertionFailure for an event that cannot happen there. */
export function nextPhase(phase: GroupPhase, event: GroupEvent): GroupPhase {
  const next = NEXT[phase][event];
  if (next === undefined) throw new AssertionFailure(`${event} cannot happen to a group member that is ${phase}`);
  return next;
}
