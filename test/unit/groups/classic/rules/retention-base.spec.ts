import type { ClassicState } from '../../../../../libs/groups/src/classic/rules/group-state';
import { retentionBase } from '../../../../../libs/groups/src/classic/rules/retention-base';

describe('from when the retention of an offset counts', () => {
  const COMMIT = 100;
  const STATE = 500;
  interface Facts {
    readonly timestamp?: null;
    readonly isKnown?: false;
    readonly isSubscribed?: true;
  }
  test.each<[type: string | null, state: ClassicState, facts: Facts, base: number | null]>([
    [null, 'Empty', {}, COMMIT],
    ['consumer', 'Empty', {}, STATE],
    ['connect', 'Empty', {}, STATE],
    ['consumer', 'Empty', { timestamp: null }, COMMIT],
    ['consumer', 'Stable', {}, COMMIT],
    ['consumer', 'Stable', { isSubscribed: true }, null],
    ['consumer', 'Stable', { isKnown: false }, null],
    ['connect', 'Stable', {}, null],
    ['consumer', 'PreparingRebalance', {}, null],
    ['consumer', 'CompletingRebalance', {}, null],
    ['consumer', 'Dead', {}, null],
  ])('type %s, %s, %o: %s', (protocolType, state, facts, base) => {
    const stateTimestampMs = facts.timestamp === null ? null : STATE;
    const group = { protocolType, state, stateTimestampMs, isSubscriptionKnown: facts.isKnown ?? true };
    const offset = { isSubscribed: facts.isSubscribed ?? false, commitTimestampMs: COMMIT };
    expect(retentionBase(group, offset)).toBe(base);
  });
});
