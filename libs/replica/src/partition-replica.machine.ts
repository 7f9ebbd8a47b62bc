import { replicaSetup } from './replica-setup';
import { candidate } from './roles/candidate';
import { follower } from './roles/follower';
import { leader } from './roles/leader';
import { offline } from './roles/offline';

/** One replica of one partition: which role it has, and what may take it to another. The drawing is in the README. */
export const partitionReplicaMachine = replicaSetup.createMachine({
  id: 'partition-replica',
  initial: 'follower',
  context: { leaderEpoch: null, partitionEpoch: null, leader: null, isr: [], claims: 0, refusal: null },
  on: { '*': { actions: 'unexpectedEvent' } },
  states: { follower, candidate, leader, offline },
});
