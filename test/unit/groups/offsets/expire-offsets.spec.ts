import { expiredRecords } from '../../../../libs/groups/src/offsets/expire-offsets';
import { FakeGroup } from '../../../support/groups/fake-group';
import { shardStateOf } from '../../../support/groups/shard-world';

const RETENTION_MS = 604_800_000;

function sweep(
  group: FakeGroup,
  commits: readonly { readonly ageMs: number; readonly expiresInMs?: number; readonly isPending?: boolean }[],
): string[] {
  const state = shardStateOf();
  state.groups.put(group);
  const nowMs = state.clock.wallMs();
  commits.forEach(({ ageMs, expiresInMs, isPending }, partition) => {
    const committed = {
      offset: 1,
      leaderEpoch: null,
      metadata: '',
      commitTimestampMs: nowMs - ageMs,
      expireTimestampMs: expiresInMs === undefined ? null : nowMs + expiresInMs,
      recordOffset: partition,
    };
    state.offsets.put({ groupId: group.id, topic: 't', partition }, committed, null);
    if (isPending === true) state.offsets.put({ groupId: group.id, topic: 't', partition }, committed, 77);
  });
  return expiredRecords(state).map(({ key }) => ('partition' in key ? `offset ${key.partition}` : 'group'));
}

const groupThat = (changes: Partial<FakeGroup> = {}): FakeGroup => Object.assign(new FakeGroup('g'), changes);

describe('the sweep', () => {
  test('takes offsets whose retention is over, to the millisecond, and keeps the group while one is left', () => {
    expect(sweep(groupThat(), [{ ageMs: RETENTION_MS }, { ageMs: RETENTION_MS - 1 }])).toEqual(['offset 0']);
  });

  test('takes an Empty group together with its last offset, and one that never had any', () => {
    expect(sweep(groupThat(), [{ ageMs: RETENTION_MS }])).toEqual(['offset 0', 'group']);
    expect(sweep(groupThat(), [])).toEqual(['group']);
  });

  test('leaves a group that is not Empty, without offsets too', () => {
    expect(sweep(groupThat({ stateName: 'Stable' }), [{ ageMs: RETENTION_MS }])).toEqual(['offset 0']);
    expect(sweep(groupThat({ stateName: 'Stable' }), [])).toEqual([]);
  });

  test('counts from where the group says, and keeps what it says does not expire, even with a time of its own', () => {
    expect(sweep(groupThat({ retentionBaseMs: 0 }), [{ ageMs: 0 }])).toEqual(['offset 0', 'group']);
    expect(
      sweep(groupThat({ retentionBaseMs: null }), [{ ageMs: RETENTION_MS * 2 }, { ageMs: 0, expiresInMs: -1 }]),
    ).toEqual([]);
  });

  test('obeys the time that the commit named instead of the retention', () => {
    expect(
      sweep(groupThat(), [
        { ageMs: 10, expiresInMs: 0 },
        { ageMs: RETENTION_MS, expiresInMs: 1 },
      ]),
    ).toEqual(['offset 0']);
  });

  test('keeps what an open transaction holds too, and its group', () => {
    expect(sweep(groupThat(), [{ ageMs: RETENTION_MS, isPending: true }, { ageMs: RETENTION_MS }])).toEqual([
      'offset 1',
    ]);
  });
});
