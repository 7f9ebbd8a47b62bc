import type { PartitionFacts } from './partition-facts';

/** How a record stands to what this replica has obeyed. */
export type RecordVerdict = 'older' | 'same' | 'newer' | 'before registration';

/** What a record is judged by. */
export interface RecordJudgement {
  readonly record: Pick<PartitionFacts, 'leaderEpoch' | 'partitionEpoch'>;
  /** The newest record obeyed, in this life or an earlier one; null for none. */
  readonly obeyed: Pick<PartitionFacts, 'leaderEpoch' | 'partitionEpoch'> | null;
  /** How far the local metadata has come. */
  readonly metadataPosition: number;
  readonly registrationPosition: number;
}

/**
 * Whether a record may be acted upon. Older ones never (R12: by leader epoch, then partition epoch), and none before the
 * local metadata has reached this broker's own registration (R15).
 */
export function judgeRecord({
  record,
  obeyed,
  metadataPosition,
  registrationPosition,
}: RecordJudgement): RecordVerdict {
  if (metadataPosition < registrationPosition) return 'before registration';
  if (obeyed === null) return 'newer';
  const difference = record.leaderEpoch - obeyed.leaderEpoch || record.partitionEpoch - obeyed.partitionEpoch;
  if (difference === 0) return 'same';
  return difference < 0 ? 'older' : 'newer';
}
