import { acceptsSize } from '../../../../../libs/groups/src/classic/rules/accept-size';
import type { ClassicState } from '../../../../../libs/groups/src/classic/rules/group-state';

const STRANGER = { isMember: false, hasJoined: false };
const MEMBER = { isMember: true, hasJoined: false };
const JOINED = { isMember: true, hasJoined: true };

describe('room in a group of at most 2', () => {
  test.each<[state: ClassicState, members: number, joins: number, who: typeof MEMBER, isAccepted: boolean]>([
    ['Empty', 0, 0, STRANGER, true],
    ['Dead', 5, 5, STRANGER, true],
    ['PreparingRebalance', 5, 0, STRANGER, true],
    ['PreparingRebalance', 5, 1, MEMBER, true],
    ['PreparingRebalance', 5, 2, MEMBER, false],
    ['PreparingRebalance', 5, 2, STRANGER, false],
    ['PreparingRebalance', 5, 2, JOINED, true],
    ['CompletingRebalance', 1, 0, STRANGER, true],
    ['CompletingRebalance', 2, 0, STRANGER, false],
    ['CompletingRebalance', 3, 0, MEMBER, true],
    ['Stable', 1, 0, STRANGER, true],
    ['Stable', 2, 0, STRANGER, false],
    ['Stable', 3, 0, MEMBER, true],
  ])(
    '%s with %i members, %i of them joined: %o is accepted: %s',
    (...[state, membersCount, joinsCount, who, isAccepted]) => {
      expect(acceptsSize({ state, membersCount, joinsCount, membersMax: 2 }, who)).toBe(isAccepted);
    },
  );
});
