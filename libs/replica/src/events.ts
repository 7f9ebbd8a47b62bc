import type { LeaderEpoch, PartitionEpoch } from '@yak/model';
import type { Assignment } from './rules/assignment';

/** What a partition record means for this replica, as events carry it. */
export interface RecordStanding {
  /** The record in words. */
  readonly cause: string;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitionEpoch: PartitionEpoch;
  readonly assignment: Assignment;
  /** Broker ids, for the journal. */
  readonly leader: number | null;
  readonly isr: readonly number[];
}

/** A newer partition record came from the metadata feed; it is not durable here yet, so it may only take away. */
export interface RecordObserved extends RecordStanding {
  readonly type: 'record.observed';
}

/** The newest partition record is durable here and may be acted upon. */
export interface RecordKept extends RecordStanding {
  readonly type: 'record.kept';
}

/** The coordinator did not grant the claim, or could not be asked. */
export interface ClaimRefused {
  readonly type: 'claim.refused';
  readonly cause: string;
  readonly leaderEpoch: LeaderEpoch;
}

/** The leader epoch that this replica was granted is durable in its log. */
export interface EpochBegun {
  readonly type: 'epoch.begun';
  readonly cause: string;
  readonly leaderEpoch: LeaderEpoch;
}

/** The log or the record of what was obeyed cannot be written or read any more. */
export interface LogFailed {
  readonly type: 'log.failed';
  readonly cause: string;
}

/** Everything that a replica's machine is told. Records, fetches and acks are not events. */
export type ReplicaEvent = RecordObserved | RecordKept | ClaimRefused | EpochBegun | LogFailed;
