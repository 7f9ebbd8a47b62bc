import { undeclaredDelays } from '@yak/journal';
import { leaderEpoch, partitionEpoch } from '@yak/model';
import { createMachine, initialTransition } from 'xstate';
import type { ReplicaEvent } from '../../../libs/replica/src/events';
import { partitionReplicaMachine } from '../../../libs/replica/src/partition-replica.machine';
import type { ReplicaContext } from '../../../libs/replica/src/replica-setup';
import type { Assignment } from '../../../libs/replica/src/rules/assignment';
import { expectGolden } from '../../support/journal/golden';
import { expectDrawnIn } from '../../support/journal/machine-diagram';
import { transitionTable, type TableEvent } from '../../support/journal/machine-table';

const at = (claims: number): ReplicaContext => ({
  leaderEpoch: leaderEpoch(4),
  partitionEpoch: partitionEpoch(7),
  leader: 1,
  isr: [1, 2],
  claims,
  refusal: null,
});

const record = (type: 'record.observed' | 'record.kept', to: Assignment, epoch: number): TableEvent => {
  const event = {
    type,
    cause: 'a test',
    assignment: to,
    leaderEpoch: leaderEpoch(epoch),
    partitionEpoch: partitionEpoch(8),
    leader: null,
    isr: [1],
  };
  return { name: `${type} e${epoch} ${to}`, event: event satisfies ReplicaEvent };
};

const ASSIGNMENTS = ['lead', 'claim', 'follow', 'wait'] as const;
const events: readonly TableEvent[] = [
  ...[4, 5].flatMap((epoch) => ASSIGNMENTS.map((to) => record('record.observed', to, epoch))),
  ...[4, 5].flatMap((epoch) => ASSIGNMENTS.map((to) => record('record.kept', to, epoch))),
  ...[3, 4].map((epoch) => ({
    name: `claim.refused e${epoch}`,
    event: { type: 'claim.refused', cause: 'a test', leaderEpoch: epoch },
  })),
  ...[3, 4].map((epoch) => ({
    name: `epoch.begun e${epoch}`,
    event: { type: 'epoch.begun', cause: 'a test', leaderEpoch: epoch },
  })),
  { name: 'log.failed', event: { type: 'log.failed', cause: 'a test' } },
];

describe('the machine of a partition replica', () => {
  test('does with every event in every state what the golden table says', () => {
    const table = transitionTable(
      partitionReplicaMachine,
      [
        { value: 'follower', context: at(0) },
        { value: { candidate: 'claiming' }, context: at(1) },
        { value: { candidate: 'resting' }, context: at(1) },
        { value: { candidate: 'assuming' }, context: at(1) },
        { value: 'leader', context: at(0) },
        { value: 'offline', context: at(0) },
      ],
      events,
    );
    expectGolden('partition-replica.table.txt', table);
  });

  test('declares every delay that it names', () => {
    expect(undeclaredDelays(partitionReplicaMachine)).toEqual([]);
  });

  test('is drawn in the README as it is', () => {
    expectDrawnIn('replica', partitionReplicaMachine);
  });

  test('starts as a follower that has obeyed nothing', () => {
    const [snapshot, actions] = initialTransition(partitionReplicaMachine);
    expect(snapshot.value).toBe('follower');
    expect(snapshot.context).toEqual({
      leaderEpoch: null,
      partitionEpoch: null,
      leader: null,
      isr: [],
      claims: 0,
      refusal: null,
    });
    expect(actions.map((action) => action.type)).toEqual(['openFollowing']);
  });
});

describe('the table that holds machines to their golden file', () => {
  const small = createMachine({ initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } });

  test('refuses to leave out a state or an event', () => {
    const go = { name: 'go', event: { type: 'go' } };
    expect(() => transitionTable(small, [{ value: 'a', context: {} }], [go])).toThrow('the table lacks the state b');
    expect(() =>
      transitionTable(
        small,
        [
          { value: 'a', context: {} },
          { value: 'b', context: {} },
        ],
        [],
      ),
    ).toThrow('the table lacks the event go');
  });
});
