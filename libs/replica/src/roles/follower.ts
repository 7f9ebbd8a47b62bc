import { replicaSetup } from '../replica-setup';

/** Follows the leader that the record names, or waits where it names none that could be followed. Every replica starts here. */
export const follower = replicaSetup.createStateConfig({
  id: 'follower',
  entry: 'openFollowing',
  exit: 'closeFollowing',
  on: {
    'record.observed': {},
    'record.kept': [
      { guard: { type: 'isAssigned', params: { to: 'lead' } }, target: '#assuming', actions: 'noteRecord' },
      { guard: { type: 'isAssigned', params: { to: 'claim' } }, target: 'candidate', actions: 'noteRecord' },
      { guard: 'isOfNewEpoch', target: 'follower', reenter: true, actions: 'noteRecord' },
      { actions: 'noteRecord' },
    ],
    'claim.refused': {},
    'epoch.begun': {},
    'log.failed': 'offline',
  },
});
