import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import { Journal } from '@yak/journal';
import type { Refusal } from '@yak/model';
import {
  type LeadershipClaim,
  type LinkedFollower,
  type PartitionFacts,
  PartitionReplica,
  type ReplicaMember,
} from '@yak/replica';
import { VirtualClock } from '@yak/simulation';
import { FakeReplicaLog } from './fake-replica-log';
import { IDENTITY, PARTITION, TOPIC_ID } from './records-of-metadata';

/** Where the metadata of the tests has come to: exactly to our registration. */
export const POSITION = IDENTITY.registrationPosition;

/** Lets every promise that can settle do so. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A replica among fakes: nothing is durable, answered or elapsed before the test says so. */
export class ReplicaWorld {
  readonly clock = new VirtualClock({ random: seededRandom(1) });
  readonly journal = new Journal({ node: 'broker-1', clock: this.clock, capacity: 100 });
  readonly claims: LeadershipClaim[] = [];
  readonly links: { readonly leader: ReplicaMember; readonly follower: LinkedFollower }[] = [];
  readonly kept: PartitionFacts[] = [];
  claimAnswer: Refusal | null = null;
  holdsRecords = false;
  keepFailure: Error | null = null;
  unlinked = 0;
  /** What was told of roles: `leader 4`. */
  readonly told: string[] = [];
  #held: (() => void)[] = [];
  readonly replica: PartitionReplica;

  constructor(
    readonly log = new FakeReplicaLog(),
    lastObeyed: PartitionFacts | null = null,
  ) {
    const { clock, journal } = this;
    this.replica = new PartitionReplica({
      topicId: TOPIC_ID,
      topic: 'orders',
      partition: PARTITION,
      identity: IDENTITY,
      log,
      lastObeyed,
      settings: { minInSyncReplicas: 1, parkedAcksMax: 100 },
      coordinator: {
        claim: (claim) => {
          this.claims.push(claim);
          return Promise.resolve(this.claimAnswer);
        },
      },
      obeyedRecords: {
        keep: async (_, facts) => {
          if (this.keepFailure !== null) throw this.keepFailure;
          if (this.holdsRecords) await new Promise<void>((release) => this.#held.push(release));
          this.kept.push(facts);
        },
      },
      leaderLink: {
        follow: (leader, follower) => {
          this.links.push({ leader, follower });
          return () => {
            this.unlinked += 1;
          };
        },
      },
      onRoleMoved: () => this.told.push(`${this.replica.role} ${this.replica.leaderEpoch}`),
      clock,
      journal,
      logger: silentLogger,
      meter: silentMeter,
    });
  }

  async obey(record: PartitionFacts, position = POSITION): Promise<void> {
    this.replica.obey(record, position);
    await turn();
  }

  /** The oldest record that waits becomes durable. */
  async releaseRecord(): Promise<void> {
    this.#held.shift()?.();
    await turn();
  }

  get path(): string {
    return this.journal
      .since(0)
      .map((record) => record.to)
      .filter((state, index, all) => state !== all[index - 1])
      .join(' → ');
  }

  get causes(): string[] {
    return this.journal.since(0).map((record) => record.cause);
  }
}
