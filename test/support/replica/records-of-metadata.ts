import { brokerEpoch, brokerId, leaderEpoch, partitionEpoch, partitionIndex, topicId } from '@yak/model';
import type { PartitionFacts, ReplicaIdentity, ReplicaMember } from '@yak/replica';

/** The topic of the tests. */
export const TOPIC_ID = topicId('0123456789abcdef0123456789abcdef');
/** The partition of the tests. */
export const PARTITION = partitionIndex(3);
/** Broker 1 in its life 10: this broker. */
export const IDENTITY: ReplicaIdentity = {
  brokerId: brokerId(1),
  brokerEpoch: brokerEpoch(10),
  directoryId: 'directory-1',
  registrationPosition: 100,
};

/** A broker in one of its lives. */
export const member = (id: number, epoch = id * 10): ReplicaMember => ({
  brokerId: brokerId(id),
  brokerEpoch: brokerEpoch(epoch),
});

/** A partition record in short: epochs [leader epoch, partition epoch]; whatever is left out is empty. */
export function partitionFacts(
  facts: Partial<Omit<PartitionFacts, 'replicas' | 'leaderEpoch' | 'partitionEpoch'>> & {
    readonly epochs: readonly [number, number];
    readonly replicas?: readonly number[];
  },
): PartitionFacts {
  const { epochs, replicas = [1], leader = null, isr = [], elr = [], lastKnownLeader = null } = facts;
  return {
    leader,
    leaderEpoch: leaderEpoch(epochs[0]),
    partitionEpoch: partitionEpoch(epochs[1]),
    isr,
    elr,
    lastKnownLeader,
    replicas: replicas.map(brokerId),
  };
}

/** Nobody leads and broker 1 may claim. */
export const claimable = (...epochs: [number, number]): PartitionFacts => partitionFacts({ epochs, isr: [member(1)] });
/** Broker 1 leads, alone. */
export const ledByUs = (...epochs: [number, number]): PartitionFacts =>
  partitionFacts({ epochs, leader: member(1), isr: [member(1)] });
/** Broker 2 leads. */
export const ledByOther = (...epochs: [number, number]): PartitionFacts =>
  partitionFacts({ epochs, leader: member(2), isr: [member(2)], replicas: [1, 2] });
