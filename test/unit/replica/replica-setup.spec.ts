import { AssertionFailure } from '@yak/base';
import { createActor } from 'xstate';
import { partitionReplicaMachine } from '../../../libs/replica/src/partition-replica.machine';

test('a replica machine that nobody gave its behaviour fails instead of doing nothing', () => {
  const failures: unknown[] = [];
  const actor = createActor(partitionReplicaMachine);
  actor.subscribe({ error: (error) => failures.push(error) });
  actor.start();
  expect(failures).toEqual([expect.any(AssertionFailure)]);
});
