import type { PartitionRecord } from '@yak/control';
import type { BrokerId } from '@yak/model';
import { concerns, isrSizeMin, nextLeaderEpoch, nextPartitionEpoch, withoutBroker } from './membership';

/** A broker that goes, as a partition sees it. */
export interface Departure {
  readonly brokerId: BrokerId;
  readonly minInSyncReplicas: number;
  readonly operationId: string;
}

/**
 * What a broker's fencing does to one partition record; null: nothing. It leaves the ISR and may no longer lead; where
 * that leaves fewer than the minimum it stays eligible (R10; KIP-966).
 */
export function partitionAfterFencing(record: PartitionRecord, departure: Departure): PartitionRecord | null {
  const { brokerId } = departure;
  const leavers = record.isr.filter((member) => member.brokerId === brokerId);
  const led = record.leader?.brokerId === brokerId;
  if (leavers.length === 0 && !led) return null;
  const isr = withoutBroker(record.isr, brokerId);
  const isShort = isr.length < isrSizeMin(record, departure.minInSyncReplicas);
  return {
    ...record,
    leader: led ? null : record.leader,
    leaderEpoch: led ? nextLeaderEpoch(record.leaderEpoch) : record.leaderEpoch,
    isr,
    elr: isShort ? [...record.elr, ...leavers] : [],
    partitionEpoch: nextPartitionEpoch(record.partitionEpoch),
    operationId: departure.operationId,
  };
}

/**
 * What a controlled shutdown does to one partition record; null: nothing, and where nobody else could lead the record
 * stays as it is, so that the broker finds its place again after a clean stop (R7).
 * @param othersAlive whether another broker of the ISR is alive
 */
export function partitionAfterShutdownRequest(
  record: PartitionRecord,
  departure: Departure,
  othersAlive: boolean,
): PartitionRecord | null {
  if (!othersAlive || !concerns(record, departure.brokerId)) return null;
  return partitionAfterFencing(record, departure);
}
