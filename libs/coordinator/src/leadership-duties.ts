import { decideAlterIsr, decideClaim, type ElectionSource } from '@yak/cluster';
import {
  type AlterIsrReply,
  type AlterIsrRequest,
  type Claim,
  type ClaimOutcome,
  type ClaimReply,
  type ClaimRequest,
  type IsrChange,
  type IsrOutcome,
  type Member,
  type PartitionRecord,
} from '@yak/control';
import { isRefusal, type Refusal, topicPartitionKey } from '@yak/model';
import { resolveTopicSettings } from '@yak/settings';
import type { BrokerDuties } from './broker-duties';
import type { CoordinatorParts } from './coordinator-parts';
import type { Decision } from './decided-writes';
import { minInSyncReplicasOf, put, unchangedBrokers } from './record-changes';

/** Who leads and who is in sync: many partitions a message, one append a message, each partition standing or falling alone. */
export class LeadershipDuties {
  readonly #parts: CoordinatorParts;
  readonly #brokers: BrokerDuties;

  constructor(parts: CoordinatorParts, brokers: BrokerDuties) {
    this.#parts = parts;
    this.#brokers = brokers;
  }

  /** Grants or refuses each claim (R9). */
  async claim(request: ClaimRequest): Promise<ClaimReply | Refusal> {
    const { writes } = this.#parts;
    await this.#brokers.whenUnfenced(request.brokerId);
    const fault = this.#brokers.faultOf(request.brokerId, request.brokerEpoch);
    if (fault !== null) return fault;
    const { answers } = await writes.decideAll(request.claims, (claim) => this.#decideClaim(claim, request));
    return { kind: 'claimed', outcomes: answers.map((answer) => this.#outcomeOf(answer)) };
  }

  /** Commits or refuses each ISR change (R1, R8). */
  async alterIsr(request: AlterIsrRequest): Promise<AlterIsrReply | Refusal> {
    const { writes } = this.#parts;
    const fault = this.#brokers.faultOf(request.brokerId, request.brokerEpoch);
    if (fault !== null) return fault;
    const { answers } = await writes.decideAll(request.changes, (change) => this.#decideAlterIsr(change, request));
    return { kind: 'isr-altered', outcomes: answers.map((answer) => this.#isrOutcomeOf(answer)) };
  }

  #decideClaim(claim: Claim, request: ClaimRequest): Decision<Elected | Refusal> {
    const { writes, settings } = this.#parts;
    const { image } = writes;
    const claimant: Member = { brokerId: request.brokerId, brokerEpoch: request.brokerEpoch };
    const granted = decideClaim(claim, {
      claimant,
      record: image.partition(claim.topicId, claim.partition),
      broker: image.broker(claimant.brokerId),
      isUncleanElectionEnabled: resolveTopicSettings(settings, image.topicConfig(claim.topicId)).value(
        'unclean.leader.election.enable',
      ),
      operationId: request.operationId,
    });
    if (isRefusal(granted)) return { answer: granted, unit: null };
    const { record, source } = granted;
    return {
      answer: { kind: 'elected', record, source, claim },
      unit: { changes: [put(image, record)], guards: unchangedBrokers(image, [claimant.brokerId]) },
    };
  }

  #outcomeOf(answer: Elected | Refusal): ClaimOutcome {
    if (isRefusal(answer)) return answer;
    const { record, source } = answer;
    this.#parts.meter
      .counter('yak_coordinator_elections_total', 'Leaders elected, by where they came from.', { source })
      .add();
    if (source !== 'isr') this.#tell(answer);
    return { kind: 'granted', leaderEpoch: record.leaderEpoch, partitionEpoch: record.partitionEpoch };
  }

  #isrOutcomeOf(answer: Altered | Refusal): IsrOutcome {
    if (isRefusal(answer)) return answer;
    const { record, hasRecovered } = answer;
    const { leaderEpoch, partitionEpoch, isr, isRecovering } = record;
    if (hasRecovered) {
      const { journal } = this.#parts;
      const facts = { leader: record.leader?.brokerId ?? null, leaderEpoch };
      const cause = 'the leader serves';
      const id = this.#nameOf(record);
      journal.append({ machine: 'partition-election', id, from: 'recovering', to: 'led', cause, facts });
    }
    return { kind: 'altered', leaderEpoch, partitionEpoch, isr, isRecovering };
  }

  #nameOf({ topicId, partition }: PartitionRecord): string {
    return topicPartitionKey(this.#parts.writes.image.topicById(topicId)?.name ?? topicId, partition);
  }

  /** A leader that did not come from the ISR is worth a line in the journal (R9). */
  #tell({ record, source, claim }: Elected): void {
    this.#parts.journal.append({
      machine: 'partition-election',
      id: this.#nameOf(record),
      from: 'leaderless',
      to: record.isRecovering ? 'recovering' : 'led',
      cause: `elected from ${source}`,
      facts: {
        leader: record.leader?.brokerId ?? null,
        leaderEpoch: record.leaderEpoch,
        logEndOffset: claim.logEndOffset,
      },
    });
  }

  #decideAlterIsr(change: IsrChange, request: AlterIsrRequest): Decision<Altered | Refusal> {
    const { writes, settings } = this.#parts;
    const { image } = writes;
    const before = image.partition(change.topicId, change.partition);
    const altered = decideAlterIsr(change, {
      sender: { brokerId: request.brokerId, brokerEpoch: request.brokerEpoch },
      record: before,
      brokerOf: (id) => image.broker(id),
      minInSyncReplicas: minInSyncReplicasOf(image, settings, change.topicId),
      operationId: request.operationId,
    });
    if (isRefusal(altered)) return { answer: altered, unit: null };
    const { record } = altered;
    const members = record.isr.map((member) => member.brokerId);
    return {
      answer: { kind: 'altered', record, hasRecovered: before?.isRecovering === true && !record.isRecovering },
      unit: { changes: [put(image, record)], guards: unchangedBrokers(image, members) },
    };
  }
}

interface Elected {
  readonly kind: 'elected';
  readonly record: PartitionRecord;
  readonly source: ElectionSource;
  readonly claim: Claim;
}

interface Altered {
  readonly kind: 'altered';
  readonly record: PartitionRecord;
  readonly hasRecovered: boolean;
}
