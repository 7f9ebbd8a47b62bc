import type { BrokerEpoch, BrokerId, LeaderEpoch, PartitionEpoch } from '@yak/model';

/** One incarnation of one broker: a restarted broker is another member. */
export interface ReplicaMember {
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
}

/** What the metadata says of one partition, as far as a replica obeys it; `control`'s PartitionRecord fits. */
export interface PartitionFacts {
  /** null while nobody leads */
  readonly leader: ReplicaMember | null;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitionEpoch: PartitionEpoch;
  readonly isr: readonly ReplicaMember[];
  readonly elr: readonly ReplicaMember[];
  readonly lastKnownLeader: { readonly brokerId: BrokerId; readonly directoryId: string } | null;
  readonly replicas: readonly BrokerId[];
}

/** Who this replica is: the broker's registration and the log directory that the replica lies in. */
export interface ReplicaIdentity {
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  /** From meta.properties of the log directory. */
  readonly directoryId: string;
  /** The metadata position that the coordinator answered the registration with; nothing older is acted upon (R15). */
  readonly registrationPosition: number;
}
