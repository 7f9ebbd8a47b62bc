import type { PartitionFacts } from './partition-facts';
import type { Assignment } from './assignment';

/** A partition record in words, as the journal gives the cause of what a replica does. */
export function describeRecord(record: PartitionFacts, assignment: Assignment): string {
  const epoch = `leader epoch ${record.leaderEpoch}`;
  switch (assignment) {
    case 'lead':
      return `this replica leads in ${epoch}`;
    case 'follow':
      return `broker ${record.leader?.brokerId ?? 'nobody'} leads in ${epoch}`;
    case 'claim':
      return `nobody leads in ${epoch} and this replica may claim`;
    case 'wait':
      return record.leader === null
        ? `nobody leads in ${epoch} and this replica may not claim`
        : `an earlier life of this broker leads in ${epoch}`;
  }
}
