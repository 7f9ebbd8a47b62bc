import type { Clock, Logger, Random, TimerId } from '@yak/base';
import type { CoordinatorLink } from '@yak/bus';
import { type IsrChange, type IsrOutcome, newOperationId, type PartitionRecord } from '@yak/control';
import { isRefusal, type PartitionIndex, type Refusal, type TopicId, topicPartitionKey } from '@yak/model';
import type { PartitionReplica, ReplicaIdentity } from '@yak/replica';

/** What is seen of the replica that leads a recovering partition. */
type RecoveringLeader = Pick<PartitionReplica, 'role' | 'leaderEpoch' | 'onAdvanced'>;

interface Recovering {
  readonly record: PartitionRecord;
  readonly leader: RecoveringLeader;
  readonly stopWatching: () => void;
}

/** What the end of recoveries needs. */
export interface RecoveryEndsOptions {
  readonly link: CoordinatorLink;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

const CHANGES_PER_REQUEST_MAX = 1_000;
/** How long the coordinator is left alone after it ended not all recoveries that it was asked to. */
const RETRY_MS = 1_000;

const keyOf = (topicId: TopicId, partition: PartitionIndex): string => topicPartitionKey(topicId, partition);

/**
 * Says of partitions whose leader did not come from the ISR (R9) that they have recovered, once that leader serves: there is
 * nothing that it would wait for. Changes of one turn travel together, one message at a time; what fails is said again.
 * Source: KIP-704; Kafka's Partition.makeLeader, which takes itself for recovered at once and says so with its next ISR change.
 */
export class RecoveryEnds {
  readonly #options: RecoveryEndsOptions;
  readonly #recovering = new Map<string, Recovering>();
  #isLooking = false;
  #isClosed = false;
  #retry: TimerId | null = null;

  constructor(options: RecoveryEndsOptions) {
    this.#options = options;
  }

  /** The newest record of a partition that has a replica here; what was known of it before counts no more. */
  follow(record: PartitionRecord, leader: RecoveringLeader, identity: ReplicaIdentity): void {
    this.forget(record.topicId, record.partition);
    const { brokerId, brokerEpoch } = identity;
    const isOwn = record.leader?.brokerId === brokerId && record.leader.brokerEpoch === brokerEpoch;
    if (!record.isRecovering || !isOwn || this.#isClosed) return;
    const stopWatching = leader.onAdvanced(() => this.#look());
    this.#recovering.set(keyOf(record.topicId, record.partition), { record, leader, stopWatching });
    this.#look();
  }

  /** The partition has no replica here any more. */
  forget(topicId: TopicId, partition: PartitionIndex): void {
    const key = keyOf(topicId, partition);
    this.#recovering.get(key)?.stopWatching();
    this.#recovering.delete(key);
  }

  /** Says nothing more. */
  close(): void {
    this.#isClosed = true;
    if (this.#retry !== null) this.#options.clock.clearTimeout(this.#retry);
    for (const { stopWatching } of this.#recovering.values()) stopWatching();
    this.#recovering.clear();
  }

  /** At the end of this turn, if nothing is on its way or waits to be said again. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#options.clock.nextTurn(() => void this.#sayAll());
  }

  async #sayAll(): Promise<void> {
    for (let batch = this.#served(); batch.length > 0; batch = this.#served()) {
      const isDone = await this.#say(batch);
      if (this.#isClosed) return;
      if (isDone) continue;
      this.#retry = this.#options.clock.setTimeout(() => void this.#sayAll(), RETRY_MS);
      return;
    }
    this.#isLooking = false;
  }

  #served(): readonly Recovering[] {
    const served: Recovering[] = [];
    for (const recovering of this.#recovering.values()) {
      const { record, leader } = recovering;
      if (leader.role === 'leader' && leader.leaderEpoch === record.leaderEpoch) served.push(recovering);
      if (served.length === CHANGES_PER_REQUEST_MAX) break;
    }
    return served;
  }

  /** Whether all of them have ended. */
  async #say(batch: readonly Recovering[]): Promise<boolean> {
    const outcomes = await this.#outcomes(batch);
    let isDone = true;
    batch.forEach((recovering, index) => {
      const { topicId, partition } = recovering.record;
      const isCurrent = this.#recovering.get(keyOf(topicId, partition)) === recovering;
      if (outcomes?.[index]?.kind === 'altered') {
        this.#options.logger.log('info', 'a partition has recovered', { topicId, partition });
        if (isCurrent) this.forget(topicId, partition);
      } else if (isCurrent) isDone = false;
    });
    return isDone;
  }

  /** Null where nobody answers, or refuses all of it. */
  async #outcomes(batch: readonly Recovering[]): Promise<readonly IsrOutcome[] | null> {
    const { link, random, logger } = this.#options;
    const member = batch[0]?.record.leader;
    if (!member) return null;
    try {
      const reply = await link.request('alterIsr', {
        operationId: newOperationId(random),
        brokerId: member.brokerId,
        brokerEpoch: member.brokerEpoch,
        changes: batch.map(({ record }) => recovered(record)),
      });
      if (!isRefusal(reply)) return reply.outcomes;
      this.#failed(reply);
    } catch (error) {
      logger.log('debug', 'the end of recoveries could not be said', { error });
    }
    return null;
  }

  #failed({ code, detail }: Refusal): void {
    this.#options.logger.log('debug', 'the end of recoveries was refused', { code, detail });
  }
}

function recovered({ topicId, partition, leaderEpoch, partitionEpoch, isr }: PartitionRecord): IsrChange {
  return { topicId, partition, leaderEpoch, partitionEpoch, isr, isRecovering: false };
}
