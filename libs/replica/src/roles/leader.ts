import { replicaSetup } from '../replica-setup';

/** Takes appends and serves reads under one leader epoch. A newer record ends that at once, before it is durable here. */
export const leader = replicaSetup.createStateConfig({
  id: 'leader',
  entry: 'openLeadership',
  exit: 'closeLeadership',
  on: {
    'record.observed': [{ guard: 'isDeposed', target: 'follower' }, {}],
    'record.kept': [
      { guard: { type: 'isAssignedAnew', params: { to: 'lead' } }, target: '#assuming', actions: 'noteRecord' },
      { guard: { type: 'isAssigned', params: { to: 'lead' } }, actions: ['noteRecord', 'adoptRecord'] },
      { guard: { type: 'isAssigned', params: { to: 'claim' } }, target: 'candidate', actions: 'noteRecord' },
      { target: 'follower', actions: 'noteRecord' },
    ],
    'claim.refused': {},
    'epoch.begun': {},
    'log.failed': 'offline',
  },
});
