import { replicaSetup } from '../replica-setup';

/** The disk under the replica failed: it answers KAFKA_STORAGE_ERROR and neither leads nor claims in this life of the broker. */
export const offline = replicaSetup.createStateConfig({
  on: {
    'record.observed': {},
    'record.kept': { actions: 'noteRecord' },
    'claim.refused': {},
    'epoch.begun': {},
    'log.failed': {},
  },
});
