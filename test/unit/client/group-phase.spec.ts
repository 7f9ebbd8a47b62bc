import { AssertionFailure } from '@yak/base';
import { type GroupEvent, type GroupPhase, nextPhase } from '../../../libs/client/src/group-phase';

const EVENTS: readonly GroupEvent[] = [
  'join.started',
  'join.answered',
  'sync.answered',
  'attempt.failed',
  'rebalance.called',
  'membership.lost',
  'leave.started',
  'leave.ended',
];
/** Per phase, what each event (in the order above) leads to; `-`: it cannot happen. */
const TABLE: readonly (readonly [GroupPhase, ...(GroupPhase | '-')[]])[] = [
  // from         join.started join.answered sync.answered attempt.failed rebalance      lost       leave.started leave.ended
  ['outside', 'joining', '-', '-', '-', '-', '-', 'leaving', '-'],
  ['joining', '-', 'syncing', '-', 'rebalancing', '-', 'outside', 'leaving', '-'],
  ['syncing', '-', '-', 'stable', 'rebalancing', '-', 'outside', 'leaving', '-'],
  ['stable', '-', '-', '-', '-', 'rebalancing', 'outside', 'leaving', '-'],
  ['rebalancing', 'joining', '-', '-', '-', 'rebalancing', 'outside', 'leaving', '-'],
  ['leaving', '-', '-', '-', '-', 'leaving', 'leaving', '-', 'left'],
  ['left', '-', '-', '-', '-', '-', '-', '-', '-'],
];

test.each(
  TABLE.flatMap(([phase, ...nexts]) => nexts.map((next, at) => [phase, EVENTS[at] ?? 'leave.ended', next] as const)),
)('a member that is %s, at %s, is %s', (phase, event, next) => {
  if (next === '-') expect(() => nextPhase(phase, event)).toThrow(AssertionFailure);
  else expect(nextPhase(phase, event)).toBe(next);
});
