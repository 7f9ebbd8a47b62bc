import { replicaSetup } from '../replica-setup';

/**
 * Asks the coordinator for the leadership (claiming, resting after a refusal), and once the record names it makes the
 * new epoch durable (assuming) before anybody sees a leader.
 */
export const candidate = replicaSetup.createStateConfig({
  initial: 'claiming',
  exit: 'forgetClaims',
  on: {
    'record.observed': {},
    'record.kept': [
      { guard: { type: 'isAssigned', params: { to: 'lead' } }, target: '.assuming', actions: 'noteRecord' },
      { guard: { type: 'isAssigned', params: { to: 'claim' } }, target: '.claiming', actions: 'noteRecord' },
      { target: 'follower', actions: 'noteRecord' },
    ],
    'claim.refused': {},
    'epoch.begun': {},
    'log.failed': 'offline',
  },
  states: {
    claiming: {
      entry: ['noteClaim', 'openCampaign'],
      exit: 'closeCampaign',
      after: { claimTimeoutMs: { target: 'claiming', reenter: true } },
      on: { 'claim.refused': { guard: 'isOfThisEpoch', target: 'resting', actions: 'noteRefusal' } },
    },
    resting: {
      after: { claimRetryMs: 'claiming' },
    },
    assuming: {
      id: 'assuming',
      entry: 'beginEpoch',
      on: {
        'record.observed': { guard: 'isOfNewEpoch', target: '#follower' },
        'epoch.begun': { guard: 'isOfThisEpoch', target: '#leader' },
      },
    },
  },
});
