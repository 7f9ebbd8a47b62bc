import type { MetadataRecord } from '@yak/control';

/**
 * Whether a record of the feed replaces what is known of the same key (R12): by our own counters, never by revision. Of a
 * partition the leader epoch counts first, then the partition epoch.
 * @param known what is known; null: nothing
 */
export function isNewer<Kind extends MetadataRecord>(fed: Kind, known: Kind | null): boolean {
  if (known === null) return true;
  const theirs = countersOf(fed);
  const ours = countersOf(known);
  if (theirs[0] !== ours[0]) return theirs[0] > ours[0];
  return theirs[1] > ours[1];
}

function countersOf(record: MetadataRecord): readonly [number, number] {
  switch (record.kind) {
    case 'cluster':
      return [record.metadataIncarnation, 0];
    case 'broker':
      return [record.brokerEpoch, record.recordEpoch];
    case 'topic':
      return [record.partitionCount, 0];
    case 'topic-name':
      return [0, 0];
    case 'partition':
      return [record.leaderEpoch, record.partitionEpoch];
    case 'config':
      return [record.recordEpoch, 0];
    case 'producer-ids':
      return [record.nextProducerId, 0];
  }
}
